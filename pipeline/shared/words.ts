export { anyOf, counted, listed } from '../../charts/words.ts';
