import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { natsConfig, peers } from '@orrery/servers';
import { parse, parseAllDocuments } from 'yaml';
import { holders as keyHolders, keysOf } from './provision/keys.js';

const root = resolve(import.meta.dirname, '..');
const found = (program: string, ...args: string[]): boolean => spawnSync(program, args).status === 0;
const kubectl = found('kubectl', 'version', '--client');
const nats = ['nats-server', '/usr/sbin/nats-server'].find((program) => found(program, '--version'));
if (!kubectl) process.stdout.write('NOT RUN: kubectl, which lays the manifests together\n');
if (nats === undefined) process.stdout.write('NOT RUN: nats-server, which reads the configuration of the cluster\n');

interface Container {
  readonly name: string;
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly ports?: readonly { readonly containerPort: number }[];
  readonly securityContext: object;
  readonly resources: { readonly limits: { readonly memory: string }; readonly requests: { readonly memory: string } };
  readonly livenessProbe?: object;
}
interface Pod {
  readonly automountServiceAccountToken: boolean;
  readonly enableServiceLinks: boolean;
  readonly securityContext: object;
  readonly containers: readonly Container[];
  readonly volumes: readonly { readonly secret?: { readonly secretName: string } }[];
}
type Labels = Readonly<Record<string, string>>;
interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Labels };
  readonly spec: {
    readonly selector?: { readonly matchLabels?: Labels } & Readonly<Record<string, never>>;
    readonly podSelector?: { readonly matchLabels?: Labels };
    readonly egress?: readonly {
      readonly to: readonly { readonly ipBlock?: { readonly cidr: string; readonly except?: string[] } }[];
    }[];
    readonly template?: { readonly metadata: { readonly labels: Labels }; readonly spec: Pod };
  };
  readonly data?: Readonly<Record<string, string>>;
}

type Model = new (value: object) => { validate(): void };

/** The overlay as a cluster would be told it, with empty secrets. */
function lay(overlay: string): Manifest[] {
  const copy = mkdtempSync(join(tmpdir(), 'orrery-deploy-'));
  try {
    cpSync(join(root, 'deploy', 'k8s'), copy, { recursive: true });
    const files = join(copy, 'secrets', 'files');
    mkdirSync(files, { recursive: true });
    const { secretGenerator } = parse(readFileSync(join(copy, 'secrets', 'kustomization.yaml'), 'utf8')) as {
      secretGenerator: { files: string[] }[];
    };
    for (const file of secretGenerator.flatMap((one) => one.files)) writeFileSync(join(copy, 'secrets', file), 'x');
    const { stdout, stderr, status } = spawnSync('kubectl', ['kustomize', join(copy, 'overlays', overlay)], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    return parseAllDocuments(stdout).map((document) => document.toJS() as Manifest);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** Holds a manifest against Kubernetes' own schema; throws what is wrong with it. */
async function validate(manifest: Manifest): Promise<void> {
  const group = manifest.apiVersion.includes('/') ? manifest.apiVersion : 'v1';
  const models = (await import(`kubernetes-models/${group}/${manifest.kind}`)) as Record<string, Model | undefined>;
  const model = models[manifest.kind];
  if (model === undefined) throw new Error(`${group}/${manifest.kind} is unknown`);
  new model(manifest).validate();
}

(kubectl ? describe : describe.skip).each(['trial', 'production'])('the overlay %s', (overlay) => {
  let manifests: Manifest[];
  beforeAll(() => {
    manifests = lay(overlay);
  });
  const of = (...kinds: string[]): Manifest[] => manifests.filter(({ kind }) => kinds.includes(kind));
  const pods = (): { readonly name: string; readonly labels: Labels; readonly spec: Pod }[] =>
    of('Deployment', 'StatefulSet', 'Job').flatMap(({ metadata, spec }) =>
      spec.template ? [{ name: metadata.name, labels: spec.template.metadata.labels, spec: spec.template.spec }] : [],
    );

  it('is what Kubernetes’ schemas allow', async () => {
    expect(manifests.length).toBeGreaterThan(30);
    for (const manifest of manifests) await validate(manifest);
    const wrong = { ...manifests[0], metadata: { name: 7 } } as unknown as Manifest;
    await expect(validate(wrong)).rejects.toThrow();
  });

  it('runs every process of ours', () => {
    expect(
      of('Deployment')
        .map(({ metadata }) => metadata.name)
        .sort(),
    ).toEqual([...peers].sort());
  });

  it('gives no pod more than it needs', () => {
    for (const { name, spec } of pods()) {
      expect([name, spec]).toMatchObject([
        name,
        {
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          securityContext: { runAsNonRoot: true, runAsUser: 10_001, seccompProfile: { type: 'RuntimeDefault' } },
        },
      ]);
      for (const { securityContext, resources } of spec.containers) {
        expect([name, securityContext]).toEqual([
          name,
          { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
        ]);
        expect([name, resources.limits.memory]).toEqual([name, resources.requests.memory]);
      }
    }
  });

  it('mounts secrets that exist, and puts none into the environment', () => {
    const secrets = of('Secret').map(({ metadata }) => metadata.name);
    for (const { name, spec } of pods()) {
      for (const { secret } of spec.volumes)
        if (secret) expect([name, secrets]).toEqual([name, expect.arrayContaining([secret.secretName])]);
      for (const { env } of spec.containers)
        for (const one of env ?? [])
          expect([name, /PASSWORD|SECRET|KEK|_KEY|PEPPER|DATABASE_URL/.test(one.name) && !one.name.endsWith('_FILE')]).toEqual([
            name,
            false,
          ]);
    }
  });

  it('keeps each secret with whom it is for', () => {
    const holders = (key: string): string[] =>
      of('Secret')
        .filter(({ data }) => data?.[key] !== undefined)
        .map(({ metadata }) => metadata.name.replace(/-\w+$/, ''))
        .sort();
    expect(holders('access-private.pem')).toEqual(['auth']);
    expect(holders('pepper')).toEqual(['auth']);
    expect(holders('kek.json')).toEqual(['connections', 'query-runner']);
    expect(holders('actor-private.pem')).toEqual(['gateway']);
  });

  it('gives each process the same secrets as docker-compose.yml does', () => {
    const { secretGenerator } = parse(readFileSync(join(root, 'deploy', 'k8s', 'secrets', 'kustomization.yaml'), 'utf8')) as {
      readonly secretGenerator: readonly { readonly name: string; readonly files: readonly string[] }[];
    };
    for (const holder of keyHolders) {
      const files = secretGenerator.find(({ name }) => name === holder)?.files.map((file) => file.replace('files/', ''));
      expect([holder, files?.toSorted()]).toEqual([holder, keysOf(holder).toSorted()]);
    }
  });

  it('sets every setting that a process can’t start without', () => {
    const settingless: Record<string, readonly string[]> = {
      auth: ['ACCESS_PRIVATE_KEY', 'PASSWORD_PEPPER', 'DATABASE_URL', 'ACTOR_PUBLIC_KEY'],
      gateway: ['ACTOR_PRIVATE_KEY', 'ACCESS_PUBLIC_KEY'],
      connections: ['KEK', 'DATABASE_URL', 'ACTOR_PUBLIC_KEY'],
      'query-runner': ['KEK', 'DATABASE_URL', 'ACTOR_PUBLIC_KEY', 'EGRESS', 'EGRESS_BLOCK'],
    };
    for (const { name, spec, labels } of pods()) {
      if (labels['orrery/process'] === undefined) continue;
      const set = new Set((spec.containers[0]?.env ?? []).map((one) => one.name.replace(/_FILE$/, '')));
      const needed = [
        ...(settingless[name] ?? ['DATABASE_URL', 'ACTOR_PUBLIC_KEY']),
        'NATS_USER',
        'NATS_PASSWORD',
        'HEALTH_PORT',
      ];
      expect([name, needed.filter((one) => !set.has(one))]).toEqual([name, []]);
    }
  });

  it('has services and budgets that find a pod', () => {
    for (const { metadata, kind, spec } of of('Service', 'PodDisruptionBudget')) {
      const selector: Labels = (kind === 'Service' ? spec.selector : spec.selector?.matchLabels) ?? {};
      const wanted = Object.entries(selector);
      expect(wanted.length).toBeGreaterThan(0);
      const matching = pods().filter(({ labels }) => wanted.every(([key, value]) => labels[key] === value));
      expect([kind, metadata.name, matching.length]).toEqual([kind, metadata.name, 1]);
    }
  });

  it('lets nobody speak to anybody, and only query-runner and ai out', () => {
    const policies = of('NetworkPolicy');
    expect(policies.find(({ metadata }) => metadata.name === 'default-deny')?.spec).toMatchObject({
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
    });
    const wide = policies.filter(({ spec }) =>
      spec.egress?.some(({ to }) => to.some(({ ipBlock }) => ipBlock?.cidr.endsWith('/0'))),
    );
    expect(wide.map(({ spec }) => spec.podSelector?.matchLabels?.['app.kubernetes.io/name']).sort()).toEqual([
      'ai',
      'query-runner',
    ]);
    for (const { spec } of wide)
      for (const { ipBlock } of (spec.egress ?? []).flatMap(({ to }) => to))
        if (ipBlock?.cidr === '0.0.0.0/0')
          expect(ipBlock.except).toEqual(
            expect.arrayContaining(['10.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16']),
          );
  });
});

(nats === undefined ? describe.skip : describe)('the configuration of the bus', () => {
  const folder = mkdtempSync(join(tmpdir(), 'orrery-nats-'));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('is what a NATS server reads', () => {
    const [configMap] = parseAllDocuments(readFileSync(join(root, 'deploy', 'k8s', 'base', 'nats.yaml'), 'utf8')).map(
      (one) => one.toJS() as Manifest,
    );
    for (const part of ['nats', 'secrets']) mkdirSync(join(folder, part));
    writeFileSync(join(folder, 'nats', 'cluster.conf'), configMap?.data?.['cluster.conf'] ?? '');
    const passwords = {
      admin: 'a',
      peers: Object.fromEntries(peers.map((peer) => [peer, 'p'])) as Record<(typeof peers)[number], string>,
    };
    const own = natsConfig({ host: '0.0.0.0', port: 4222, storeDir: join(folder, 'data'), passwords, version: '2.9.10' });
    writeFileSync(join(folder, 'secrets', 'nats.conf'), own);
    expect(readdirSync(join(folder, 'nats'))).toEqual(['cluster.conf']);
    const { stderr, status } = spawnSync(nats ?? '', ['-t', '-c', join(folder, 'nats', 'cluster.conf')], {
      encoding: 'utf8',
      env: { ...process.env, POD_NAME: 'nats-0' },
    });
    expect([status, stderr]).toEqual([0, expect.stringContaining('is valid')]);
  });
});
