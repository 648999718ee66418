import { join } from 'node:path';
import { candidateFile, candidateText, writeOld } from '../pipeline/candidateFiles.ts';
import { until } from '../until.ts';
import type { Random } from './random.ts';
import type { Scene } from './scene.ts';
import { WorkspaceClient } from './workspace.ts';

const firstJd = 2459786.7;
const seconds = 3;

/** A request that the app has answered: it must not be forgotten. */
interface Promised {
  object: string;
  /** A window that no other request has: its fits are known by it. */
  tmax: number;
  /** The life of the app in which it was answered. */
  life: number;
}

/** What the world brings while the app lives and dies, and what the app has promised. */
export class Workload {
  readonly slack: WorkspaceClient;
  /** Object → Julian dates of the detections in its file. */
  readonly objects = new Map<string, number[]>();
  promised: Promised[] = [];
  readonly #scene: Scene;
  readonly #random: Random;
  #requests = 0;

  constructor(scene: Scene, random: Random) {
    this.#scene = scene;
    this.#random = random;
    this.slack = new WorkspaceClient(scene.place);
  }

  #write(object: string, jds: number[]): void {
    this.objects.set(object, jds);
    // No two have the same photometry: the second would rightly not be used.
    const magnitude = 18 + [...this.objects.keys()].indexOf(object) / 1000;
    writeOld(join(this.#scene.candidates, candidateFile(object)), candidateText(jds, magnitude));
  }

  /** An object that was not there, or another night of one that was. */
  newData(): void {
    const known = [...this.objects.keys()];
    if (known.length === 0 || this.#random.chance(0.4)) {
      const letters = String.fromCharCode(
        ...[676, 26, 1].map((one) => 97 + (Math.floor(known.length / one) % 26)),
      );
      this.#write(
        `ZTF22aaaa${letters}`,
        [0, 1, 2, 3].map((night) => firstJd + night),
      );
      return;
    }
    const object = this.#random.pick(known);
    const jds = this.objects.get(object) ?? [];
    this.#write(object, [...jds, (jds.at(-1) ?? firstJd) + 1]);
  }

  /** A person asks for a fit; kept as promised only when the app has answered that it will be made. */
  async ask(life: number): Promise<void> {
    const [first, ...others] = this.objects.keys();
    if (first === undefined) return;
    const object = this.#random.pick([first, ...others]);
    this.#requests += 1;
    const tmax = 5 + this.#requests / 1000;
    const before = (await this.slack.answers()).length;
    await this.slack.type(`/nmma fit ${object} SC tmax=${tmax}`);
    const isPromised = async () =>
      (await this.slack.answers()).slice(before).some((answer) => answer.includes('asked for'));
    // It may die before its answer, or refuse: then nothing was promised.
    await until(isPromised, seconds).then(
      () => this.promised.push({ object, tmax, life }),
      () => {},
    );
  }

  /** What was promised after a backup was made is gone with the database that it replaces. */
  restoredTo(life: number): void {
    this.promised = this.promised.filter((one) => one.life < life);
  }
}
