"""sweep_rows.py PROGRAM PRESET FOLDER - every number of a sweep's two files, computed again.

A row of runs.csv is made from the rows that `PROGRAM run PRESET --csv -` writes for the same model, eta and seed, with
the rules of the manual and nothing else (those of the outcome: outcome.py); summary.csv from runs.csv.  Numbers must be equal to the bit, means to
rounding.  Prints "ok ..." or "FAIL ..." and exits with 1 if anything differs.
"""
import csv
import io
import math
import subprocess
import sys

sys.dont_write_bytecode = True  # the sources may be somebody else's
from outcome import run_of  # noqa: E402

MOVED = 1e-4  # of the training loss, or of the best test loss
NUMBERS = ("eta eta_over_crit best_test_loss best_test_accuracy best_step final_train_loss peak_train_loss "
           "lambda_1_first lambda_1_last steps spikes crossed_step peak_step final_test_loss lambda_1_max "
           "sharpness_max").split()
WORDS = "diverged dead converged periodic edge bounded chaotic rising falling".split()
WILD = ["lazy", "unknown", "catapult", "divergent", "diverged"]


def number(text):
    return float(text) if text else math.nan


def comment(text):
    """The settings in the first line of a CSV."""
    words, inside, word = [], False, ""
    for c in text:
        if c == '"':
            inside = not inside
        elif c == " " and not inside:
            words.append(word)
            word = ""
        else:
            word += c
    return dict(w.split("=", 1) for w in words + [word] if "=" in w)


def read(path):
    with open(path) as file:
        settings = comment(file.readline().strip())
        return settings, list(csv.DictReader(file))


def rows_of_run(program, preset, settings, row):
    command = [program, "run", preset, "--threads", "1", "--seed", row["seed"], "--eta", row["eta"], "--csv", "-"]
    for key, value in settings.items():
        if key in ("model", "compare", "divergence", "test_every", "batch", "loss") or "." in key:
            if value and key != "data.path":
                command += ["--set", f"{key}={value}"]
    out = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True)
    if out.returncode:
        sys.exit(f"FAIL {' '.join(command)}: {out.stderr}")
    first, lines = out.stdout.split("\n", 1)
    return run_of(first), list(csv.DictReader(io.StringIO(lines)))


def ends(settings, seen, still):
    """Whether a run is over at its newest row; still: [since, loss, best test loss]."""
    row = seen[-1]
    t, loss = int(row["step"]), number(row["train_loss"])
    tests = [number(r["test_loss"]) for r in seen if r["test_loss"]]
    best = min(tests) if tests else math.nan
    lambda_1 = [number(r["lambda_1"]) for r in seen if r["lambda_1"]][-1]
    if t == 0 or not abs(loss - still[1]) <= MOVED * still[1] or best < (1 - MOVED) * still[2] \
            or not number(row["eta"]) * lambda_1 < 2:
        still[:] = [t, loss, best]
    patience = int(settings["stop.patience"])
    return (row["phase"] == "diverged" or loss < float(settings["stop.loss"]) or t >= int(settings["stop.steps"])
            or (patience > 0 and t - still[0] >= patience))


def expected(settings, new, rows, lambda_1):
    seen, still, judge = [], [0, 0, 0], new()
    for row in rows:
        seen.append(row)
        judge.add(row)
        if ends(settings, seen, still):
            break
    tested = [r for r in seen if r["test_loss"]]
    best = min(tested, key=lambda r: float(r["test_loss"])) if tested else None
    lambdas = [r["lambda_1"] for r in seen if r["lambda_1"]]
    finite = [float(r["train_loss"]) for r in seen if not math.isnan(float(r["train_loss"]))]
    eta, word = float(rows[0]["eta"]), judge.word()
    spikes, crossed = judge.spikes(word), judge.crossed(word)
    return {
        "eta": eta, "eta_over_crit": eta / (2 / lambda_1),
        "best_test_loss": number(best["test_loss"]) if best else math.nan,
        "best_test_accuracy": number(best["test_accuracy"]) if best else math.nan,
        "best_step": number(best["step"]) if best else math.nan,
        "final_train_loss": float(seen[-1]["train_loss"]), "peak_train_loss": max(finite),
        "lambda_1_first": float(lambdas[0]), "lambda_1_last": float(lambdas[-1]),
        "steps": float(seen[-1]["step"]), "phase": max((r["phase"] for r in seen), key=WILD.index),
        "outcome": word, "spikes": math.nan if spikes is None else spikes,
        "crossed_step": math.nan if crossed is None else crossed,
        "peak_step": float(next(r["step"] for r in seen if float(r["train_loss"]) == max(finite))),
        "final_test_loss": float(tested[-1]["test_loss"]) if tested else math.nan,
        "lambda_1_max": max(map(float, lambdas)),
        "sharpness_max": max((float(r["sharpness"]) for r in seen if r["sharpness"]), default=math.nan),
    }


def same(a, b):
    return a == b or (math.isnan(a) and math.isnan(b))


def check_runs(program, preset, settings, rows):
    cache = {}
    for row in rows:
        key = row["seed"], row["eta"]
        if key not in cache:
            cache[key] = rows_of_run(program, preset, settings, row)
        new, made = cache[key]
        lambda_1 = float(next(r["lambda_1"] for r in made if r["model"] == settings["model"]))
        wanted = expected(settings, new, [r for r in made if r["model"] == row["model"]], lambda_1)
        for name, value in wanted.items():
            given = row[name] if isinstance(value, str) else number(row[name])
            if not (given == value if isinstance(value, str) else same(given, value)):
                yield f"{row['model']}, eta {row['eta']}, seed {row['seed']}: {name} is {given}, and {value} by run"


def close(a, b):
    return same(a, b) or abs(a - b) <= 1e-12 * abs(b)


def check_summary(settings, rows, lines):
    models = [settings["model"]] + [m for m in settings["compare"].split(",") if m]
    etas = settings["etas"].split(",")
    if [(l["model"], l["eta_asked"]) for l in lines] != [(m, e) for m in models for e in etas]:
        yield "summary.csv: its lines are not those of every model and eta"
        return
    for place, line in enumerate(lines):
        of_model = [r for r in rows if r["model"] == line["model"]]
        group = []
        for seed in sorted({int(r["seed"]) for r in of_model}):
            mine = sorted((r for r in of_model if int(r["seed"]) == seed), key=lambda r: float(r["eta"]))
            group.append(mine[place % len(etas)])  # etas were asked for in ascending order
        if int(line["runs"]) != len(group) or int(line["diverged"]) != sum(r["phase"] == "diverged" for r in group):
            yield f"{line['model']} {line['eta_asked']}: runs or diverged"
        for word in WORDS:
            if int(line["n_" + word]) != sum(r["outcome"].split("(")[0] == word for r in group):
                yield f"{line['model']} {line['eta_asked']}: n_{word}"
        for name in NUMBERS:
            values = [number(r[name]) for r in group if r[name]]
            mean = sum(values) / len(values) if values else math.nan
            spread = math.nan
            if len(values) > 1 and math.isfinite(sum((v - mean) ** 2 for v in values)):
                spread = math.sqrt(sum((v - mean) ** 2 for v in values) / (len(values) - 1) / len(values))
            if not close(number(line[name + "_mean"]), mean):
                yield f"{line['model']} {line['eta_asked']}: {name}_mean"
            if not (same(number(line[name + "_se"]), spread) or abs(number(line[name + "_se"]) - spread)
                    <= 1e-12 * max(abs(mean), spread)):
                yield f"{line['model']} {line['eta_asked']}: {name}_se"


def main():
    program, preset, folder = sys.argv[1:]
    settings, rows = read(folder + "/runs.csv")
    _, lines = read(folder + "/summary.csv")
    models = 1 + len([m for m in settings["compare"].split(",") if m])
    jobs = int(settings["seeds"]) * len(settings["etas"].split(",")) * models
    wrong = [] if len(rows) == jobs else [f"{len(rows)} rows, and {jobs} jobs"]
    wrong += list(check_runs(program, preset, settings, rows))
    wrong += list(check_summary(settings, rows, lines))
    for line in wrong[:5]:
        print("FAIL", line)
    if wrong:
        sys.exit(1)
    print(f"ok {len(rows)} rows and {len(lines)} means")


main()
