import { untilAborted } from './deadline.js';
import { DriverFault, type Session, type Target } from './driver.js';
import type { Probe, Role } from './probe.js';

/** What becomes of reads meanwhile. */
const meanwhile = 'Until then, what is read comes from the server itself.';

/**
 * Enters the read replica of a target as a run would, and looks whether it is one: of this server, where they tell. Answers where it is.
 * Throws DriverFault.
 */
export const checkReplica = async <S extends Session>(
  target: Target,
  primary: Role,
  probe: Probe<S>,
  signal: AbortSignal,
): Promise<string> => {
  const place = target.extraOptions.readReplica ?? target;
  const at = `${place.host}:${String(place.port)}`;
  const session = await probe.open({ ...target, ...place }, signal).catch((error: unknown) => {
    throw error instanceof DriverFault ? unentered(error, at) : error;
  });
  try {
    const role = await untilAborted(probe.role(session), signal, 'Asking the read replica', () => {
      session.destroy();
    });
    refuse(at, role, primary);
    return at;
  } finally {
    session.destroy();
  }
};

const refuse = (at: string, role: Role, primary: Role): void => {
  if (!role.replica && !role.closed && role.unsure !== true)
    throw new DriverFault('wrong-role', `The read replica ${at} is none: it follows no server and takes changes itself.`, {
      hint: 'What is read there may not be what was written. Enter a server that follows this one, or leave the read replica empty.',
    });
  if (primary.set !== undefined && role.set !== undefined && primary.set !== role.set)
    throw new DriverFault('wrong-role', `The read replica ${at} follows another server than this one.`, {
      hint: 'What is read there is not what was written. Enter a server that follows this one, or leave the read replica empty.',
    });
};

const unentered = (error: DriverFault, at: string): DriverFault => {
  const hint = error.native.hint ?? 'Check its host and port, and that it lets the same user in with the same password.';
  return new DriverFault(error.kind, `The read replica ${at} can’t be used. ${error.message}`, {
    ...error.native,
    hint: `${hint} ${meanwhile}`,
  });
};
