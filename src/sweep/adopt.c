/* adopt.c - see conduct.h: matches rows to jobs. */
#include <math.h>

#include "sweep/conduct.h"

static const double same_eta = 1e-9; /* relative; --etas keeps its values further apart */

static double asked_eta(const struct conduct *c, int seed, int eta, double lambda_1)
{
    return catapult_settings_eta(&c->sweep->settings, &c->sweep->eta[eta], lambda_1, c->eta_max[seed]);
}

static bool near(double a, double b)
{
    return a == b || fabs(a - b) <= same_eta * fabs(a);
}

/* The job of the row; -1: the row belongs to no job; -2: its job has a row already. */
static long find_job(const struct conduct *c, const struct sweep_row *row)
{
    const struct sweep *sweep = c->sweep;
    long seed = (long)row->seed - sweep->seed, found = -1;
    int model = 0;
    while (model < sweep->models && sweep->model[model] != (int)row->model)
        model++;
    if (seed < 0 || seed >= sweep->seeds || model == sweep->models)
        return -1;
    for (int eta = 0; eta < sweep->etas; eta++) {
        double asked = asked_eta(c, (int)seed, eta, row->value[SWEEP_LAMBDA_1_FIRST]);
        long job = (seed * sweep->etas + eta) * sweep->models + model;
        if (!near(row->value[SWEEP_ETA], asked))
            continue;
        if (!c->have[job])
            return job;
        found = -2;
    }
    return found;
}

void keep_row(struct conduct *c, long job, const struct sweep_row *row)
{
    c->row[job] = *row;
    c->have[job] = true;
    if (c->state[job] != JOB_FOREIGN)
        c->state[job] = JOB_DONE;
}

enum catapult_status adopt_rows(struct conduct *c, const struct sweep_rows *rows, struct catapult_error *err)
{
    for (size_t i = 0; i < rows->count; i++) {
        long job = find_job(c, &rows->row[i]);
        if (job < 0)
            return catapult_error_set(err, CATAPULT_STATUS_INPUT,
                                      "%.300s:%zu: %s (without this line, --resume goes on)", c->journal.path, i + 3,
                                      job == -1 ? "a row of no job of this sweep" : "this job has a row already");
        keep_row(c, job, &rows->row[i]);
        c->outcome->kept += c->state[job] == JOB_DONE;
    }
    return CATAPULT_STATUS_OK;
}

enum catapult_status take_rows(struct conduct *c, struct sweep_rows *rows, struct catapult_error *err)
{
    size_t count = 0;
    for (size_t i = 0; i < rows->count; i++) {
        long job = find_job(c, &rows->row[i]);
        if (job == -1)
            return catapult_error_set(err, CATAPULT_STATUS_INPUT,
                                      "%.300s: a shard has a row (model %s, seed %d, eta %.17g) of no job of "
                                      "this sweep",
                                      c->options->out, catapult_model_name((int)rows->row[i].model), rows->row[i].seed,
                                      rows->row[i].value[SWEEP_ETA]);
        if (job < 0)
            continue;
        keep_row(c, job, &rows->row[i]);
        rows->row[count++] = rows->row[i];
        c->outcome->kept++;
    }
    return journal_append(&c->journal, rows->row, count, err);
}
