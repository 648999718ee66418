import { expect, test } from 'vitest';
import { UsageError } from '../../app/config/usageError.ts';
import { stateError } from '../../app/startErrors.ts';
import { NoDatabaseError, SchemaVersionError } from '../../db/open.ts';

const withCode = (code: string) => Object.assign(new Error('told by the system'), { code });

test('what the state folder or its database refuses is told with a cure, by its code and not by its words', () => {
  for (const code of ['EACCES', 'ENOSPC', 'SQLITE_CORRUPT_INDEX', 'SQLITE_NOTADB'])
    expect(stateError(withCode(code), '/state')?.message).toContain('/state');
  for (const ours of [new NoDatabaseError('in any words'), new SchemaVersionError('/state/a', 2, 1)]) {
    const error = stateError(ours, '/state');
    expect(error).toBeInstanceOf(UsageError);
    expect(error?.message).toBe(ours.message);
  }
  expect(stateError(new Error('The database was written by a newer version'), '/state')).toBeNull();
  expect(stateError(withCode('EUNKNOWN'), '/state')).toBeNull();
});
