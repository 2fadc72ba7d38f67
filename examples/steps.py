#!/usr/bin/env python3
"""Reads a run while it is computed, and says when the loss turns and when eta lambda_1 falls below 2.

    steps.py [--catapult PROGRAM] [PRESET] [OPTION of `catapult run`]...

`catapult run PRESET --csv -` writes a row per model and step to standard output as soon as the step is done; the first
line is a comment with all settings.  Needs nothing but Python.
"""
import argparse
import csv
import subprocess
import sys


def rows_of(command):
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as run:
        yield from csv.DictReader(line for line in run.stdout if not line.startswith("#"))
    if run.returncode:
        sys.exit(run.returncode)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--catapult", default="catapult")
    parser.add_argument("preset", nargs="?", default="single")
    options, more = parser.parse_known_args()
    first, peak, below = {}, {}, {}
    for row in rows_of([options.catapult, "run", options.preset, "--csv", "-", *more]):
        model, step, loss = row["model"], int(row["step"]), float(row["train_loss"])
        first.setdefault(model, loss)
        if loss > peak.get(model, (-1.0, 0))[0]:
            peak[model] = loss, step
        if row["lambda_1"]:
            stable = float(row["eta"]) * float(row["lambda_1"]) < 2
            if not stable:
                below.pop(model, None)
            elif model not in below:
                below[model] = step
    for model, (loss, step) in peak.items():
        crossed = f"eta lambda_1 < 2 from step {below[model]} on" if model in below else "eta lambda_1 >= 2 at the end"
        print(f"{model}: largest loss {loss / first[model]:.3g} times the first, at step {step}; {crossed}")


if __name__ == "__main__":
    main()
