import { NotAllowedError } from '@backstage/errors';
import type { Departures } from '../permissions';
import type { AuditLog, Caller } from '../service';

/** Who has left the organisation has no business here, whatever their token says. @throws NotAllowedError */
export async function refuseDeparted(
  { departures }: { departures: Departures },
  audit: AuditLog,
  caller: Caller,
): Promise<void> {
  if (!(await departures.has(caller.credentials.principal.userEntityRef))) {
    return;
  }
  await audit.record('request-refused', caller, {}, async () => {
    throw new NotAllowedError(
      'Your user is not in the catalog any more, so that your development environments are closed; ask the platform team',
    );
  });
}
