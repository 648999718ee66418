import type { CornerChart, LightCurveChart } from './types.ts';

/** A table as comma-separated values: a header, and rows; what is not known is empty. */
function table(
  header: readonly string[],
  rows: readonly (readonly (string | number | null | undefined)[])[],
): string {
  const cell = (value: string | number | null | undefined) => {
    if (value === null || value === undefined || Number.isNaN(value)) return '';
    const text = String(value);
    return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return `${[header, ...rows].map((row) => row.map(cell).join(',')).join('\n')}\n`;
}

/** The points of a light curve: limits have no error; `used` says whether the fit saw it. */
export function photometryCsv({ points }: Pick<LightCurveChart, 'points'>): string {
  return table(
    ['jd', 'filter', 'magnitude', 'magnitude_error', 'is_limit', 'used'],
    points.map((p) => [
      p.jd,
      p.filter,
      p.magnitude,
      p.isLimit ? null : p.magnitudeError,
      p.isLimit ? 1 : 0,
      p.isUsed === false ? 0 : 1,
    ]),
  );
}

const EDGES = ['best', 'p05', 'p16', 'p50', 'p84', 'p95'] as const;

/** The model's light curves: AB magnitudes, empty where it is dark. The error budget is not in them. */
export function modelCsv({ jd, bands }: Pick<LightCurveChart, 'jd' | 'bands'>): string {
  const rows = Object.entries(bands).flatMap(([filter, band]) =>
    jd.map((time, i) => [time, filter, ...EDGES.map((edge) => band[edge]?.[i])]),
  );
  return table(['jd', 'filter', ...EDGES], rows);
}

/** The posterior's equally weighted samples, one column per parameter. */
export function posteriorCsv({ parameters, samples }: Pick<CornerChart, 'parameters' | 'samples'>): string {
  return table(
    parameters.map(({ name }) => name),
    samples,
  );
}

/** A Python script that draws the exported files with matplotlib. */
export function matplotlibScript(
  title: string,
  files: { photometry: string; model: string; posterior: string; output: string },
): string {
  const text = (value: string) => JSON.stringify(value);
  return `"""${title.replaceAll('"', "'")}: drawn from the exported files with matplotlib."""

import csv
from collections import defaultdict

import matplotlib.pyplot as plt


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def number(text):
    return float(text) if text else float("nan")


points = rows(${text(files.photometry)})
curves = defaultdict(list)
for row in rows(${text(files.model)}):
    curves[row["filter"]].append(row)
detections = [p for p in points if p["is_limit"] == "0"]
start = min(float(p["jd"]) for p in (detections or points))
colours = {name: f"C{i}" for i, name in enumerate(sorted({*curves, *(p["filter"] for p in points)}))}

figure, axes = plt.subplots(figsize=(6, 4))
for name, model in curves.items():
    days = [float(row["jd"]) - start for row in model]
    column = {key: [number(row[key]) for row in model] for key in ("best", "p05", "p16", "p84", "p95")}
    axes.fill_between(days, column["p05"], column["p95"], color=colours[name], alpha=0.15, linewidth=0)
    axes.fill_between(days, column["p16"], column["p84"], color=colours[name], alpha=0.2, linewidth=0)
    axes.plot(days, column["best"], color=colours[name], label=name)
for point in points:
    day, magnitude = float(point["jd"]) - start, float(point["magnitude"])
    colour = colours[point["filter"]] if point["used"] == "1" else "0.7"
    if point["is_limit"] == "1":
        axes.plot(day, magnitude, "v", color=colour, fillstyle="none")
    else:
        axes.errorbar(day, magnitude, yerr=number(point["magnitude_error"]), fmt="o", color=colour)
shown = [float(p["magnitude"]) for p in points if p["used"] == "1"] or [float(p["magnitude"]) for p in points]
axes.set_ylim(max(shown) + 1, min(shown) - 1)
axes.set_xlabel("days since the first detection")
axes.set_ylabel("AB magnitude")
axes.set_title(${text(title)})
if curves:
    axes.legend()
figure.tight_layout()
figure.savefig(${text(files.output)})
# The posterior, one column per parameter: ${files.posterior}
`;
}
