import Sequencer from '@jest/test-sequencer';

/** These end processes of the Orrery that all journeys use. Nobody comes after them but each other. */
const destructive = ['faults', 'gone'];
const weight = ({ path }) => destructive.findIndex((name) => path.includes(`/${name}.journey.`));

/** The same order each time: by name, those that kill processes last. */
export default class extends Sequencer {
  sort(tests) {
    return [...tests].sort((a, b) => weight(a) - weight(b) || a.path.localeCompare(b.path));
  }
}
