import { expect, test } from 'vitest';
import { withLookers } from '../../../app/config/permissionsConfig.ts';

const [team, open] = ['C0TEAM001', 'C0PUBLIC1'];

test('where nobody said who may look, the members of the channels that see more than public data may', () => {
  const channels = [
    { id: team, sees: ['public', 'partnership'] },
    { id: open, sees: ['public'] },
  ];
  const look = { users: [], groups: [], channels: [team] };
  expect(withLookers({}, channels)).toEqual({ look });
  expect(withLookers({ ask: 'U0MANSI001' }, channels)).toEqual({ ask: 'U0MANSI001', look });
});

test('what the configuration says stands, and public data are everybody’s', () => {
  const look = { users: ['U0MANSI001'], groups: [], channels: [] };
  expect(withLookers({ look }, [{ id: team, sees: ['partnership'] }])).toEqual({ look });
  expect(withLookers({}, [{ id: open, sees: ['public'] }])).toEqual({});
  expect(withLookers({}, [])).toEqual({});
});
