export { anyOf, counted, listed } from '../../charts/text/words.ts';
