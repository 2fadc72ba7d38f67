/* cmd_run.c - an experiment without a terminal: runs the core in a plain loop, writes CSV and dump, prints a summary
 * at the end. */
#include <catapult/experiment.h>
#include <catapult/export.h>
#include <catapult/twin.h>

#include <errno.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/dump.h"
#include "cmd/options.h"
#include "cmd/progress.h"
#include "base/number.h"
#include "base/outfile.h"
#include "data/source.h"

enum { PATIENCE = 100 }; /* --until stops at this many times stop.steps, unless --steps is given */

struct run_args {
    bool force;
    const char *model, *steps, *until, *csv, *dump, *final;
};

static const struct option_spec specs[] = {
    {.name = "steps", .argument = "N", .help = "at most N steps (default stop.steps)", .offset = offsetof(struct run_args, steps)},
    {.name = "model", .argument = "NAME", .help = "only network, linear, quadratic or general; or all",
     .offset = offsetof(struct run_args, model)},
    {.name = "eta", .argument = "VALUE", .help = "learning rate: 0.4, 1.2crit, 3.9/l1, 0.9max", .key = "eta"},
    {.name = "until", .argument = "WHEN",
     .help = "run until converged or diverged (the model in focus; at most 100 times stop.steps), or N steps",
     .offset = offsetof(struct run_args, until)},
    {.name = "csv", .argument = "FILE", .help = "write a row for each model and step; - for standard output",
     .offset = offsetof(struct run_args, csv)},
    {.name = "dump", .argument = "DIR", .help = "write data, w0 and batches as .npy, for another program to check",
     .offset = offsetof(struct run_args, dump)},
    {.name = "final", .argument = "DIR", .help = "write weights, outputs and kernel at the end; network.w0 reads them",
     .offset = offsetof(struct run_args, final)},
    {.name = "force", .help = OPTIONS_FORCE_HELP, .offset = offsetof(struct run_args, force)},
    {.name = NULL},
};

enum until { UNTIL_DONE, UNTIL_CONVERGED, UNTIL_DIVERGED };

/* What the summary needs to know of a model. */
struct tally {
    double first, peak, last, lambda_first, lambda_last;
    double eta_most, eta_last; /* the largest used, and that of the last row */
    long peak_at;
    long rows;        /* written; no more after divergence */
    enum catapult_phase phase; /* the most extreme of all rows, in the order of the enum */
    struct catapult_outcome outcome;
    int direction[CATAPULT_TOP_MAX];        /* of the last row */
    char crossing[CATAPULT_CROSSING_TEXT];  /* the first that happened, where, and how many did in all */
    long crossing_at;
    int crossings;
};

struct run_loop {
    struct catapult_settings settings;
    struct catapult_dataset *data;
    struct catapult_experiment *experiment;
    struct progress_line line;
    struct outfile *csv; /* NULL: none, or standard output */
    FILE *rows;          /* where the rows go; NULL: nowhere */
    enum until until;
    long steps; /* upper limit */
    double eta_max;
    struct tally tally[CATAPULT_MODEL_COUNT];
};

/* --- options -------------------------------------------------------------------------------------------- */

static enum catapult_status choose_length(struct run_loop *run, const struct run_args *mine, struct catapult_error *err)
{
    run->steps = run->settings.stop.steps;
    if (mine->until && strcmp(mine->until, "converged") == 0)
        run->until = UNTIL_CONVERGED;
    else if (mine->until && strcmp(mine->until, "diverged") == 0)
        run->until = UNTIL_DIVERGED;
    else if (mine->until && options_steps("until", mine->until, &run->steps, NULL) != CATAPULT_STATUS_OK)
        return catapult_error_set(err, CATAPULT_STATUS_USAGE,
                                  "--until: '%.60s' is not converged, diverged or a number of steps", mine->until);
    if (run->until != UNTIL_DONE)
        run->steps *= PATIENCE;
    return mine->steps ? options_steps("steps", mine->steps, &run->steps, err) : CATAPULT_STATUS_OK;
}

/* "all": the models that share w0, the one in focus first. */
static enum catapult_status choose_models(struct catapult_settings *settings, const char *model,
                                          struct catapult_error *err)
{
    if (!model)
        return CATAPULT_STATUS_OK;
    bool general = settings->network.type == CATAPULT_NETWORK_GENERAL;
    settings->compare.count = 0;
    if (strcmp(model, "all") == 0) {
        for (int kind = CATAPULT_MODEL_NETWORK; kind <= CATAPULT_MODEL_QUADRATIC && !general; kind++)
            settings->compare.value[settings->compare.count++] = kind;
        return CATAPULT_STATUS_OK;
    }
    if (!general && strcmp(model, catapult_model_name(CATAPULT_MODEL_GENERAL)) == 0)
        return catapult_error_set(err, CATAPULT_STATUS_USAGE,
                                  "--model: this preset's network is %s; general needs network.type = general",
                                  catapult_network_name(settings->network.type));
    if (catapult_settings_set(settings, "model", model, err) != CATAPULT_STATUS_OK) {
        struct catapult_error reason = *err;
        return catapult_error_set(err, CATAPULT_STATUS_USAGE, "--model: %.500s", reason.text);
    }
    return CATAPULT_STATUS_OK;
}

/* --- the learning rate ------------------------------------------------------------------------------------ */

static enum catapult_status run_interrupted(struct catapult_error *err)
{
    return catapult_error_set(err, CATAPULT_STATUS_CANCELLED, "interrupted");
}

static enum catapult_status run_measure_eta_max(struct run_loop *run, struct catapult_error *err)
{
    struct catapult_progress progress = progress_line_as(&run->line);
    enum catapult_status status = catapult_eta_max_measure(run->experiment, &progress,
                                                           &run->eta_max, err);
    progress_line_done(&run->line);
    return status;
}

static double run_eta_at(const struct run_loop *run, long t)
{
    return catapult_settings_eta_at(&run->settings, t, catapult_experiment_lambda_1(run->experiment), run->eta_max);
}

/* --- the run ---------------------------------------------------------------------------------------------- */

static void note_crossing(struct tally *tally, const struct catapult_measure *m, int top, long t)
{
    char text[CATAPULT_CROSSING_TEXT];
    if (t > 0 && catapult_measure_crossing(top, tally->direction, m->direction, text) && tally->crossings++ == 0) {
        memcpy(tally->crossing, text, sizeof text);
        tally->crossing_at = t;
    }
    memcpy(tally->direction, m->direction, sizeof tally->direction);
}

static void tally_note(struct tally *tally, const struct catapult_measure *m, long t, double eta)
{
    tally->eta_most = fmax(tally->eta_most, eta);
    tally->eta_last = eta;
    catapult_outcome_push(&tally->outcome, m, eta);
    if (t == 0) {
        tally->first = m->train_loss;
        tally->peak = -INFINITY;
    }
    if (m->train_loss > tally->peak) {
        tally->peak = m->train_loss;
        tally->peak_at = t;
    }
    if (!isnan(m->lambda[0])) {
        tally->lambda_last = m->lambda[0];
        if (t == 0)
            tally->lambda_first = m->lambda[0];
    }
    tally->last = m->train_loss;
    tally->phase = m->phase > tally->phase ? m->phase : tally->phase;
    tally->rows++;
}

static void write_step(struct run_loop *run, long t, double eta)
{
    struct catapult_experiment *e = run->experiment;
    for (int i = 0; i < catapult_experiment_models(e); i++) {
        struct tally *tally = &run->tally[i];
        if (tally->rows <= t - 1 || (t > 0 && tally->phase == CATAPULT_PHASE_DIVERGED))
            continue;
        const struct catapult_measure *m = catapult_experiment_measure(e, i);
        tally_note(tally, m, t, eta);
        note_crossing(tally, m, run->settings.spectrum.top, t);
        if (run->rows)
            catapult_export_row(run->rows, run->settings.spectrum.top, catapult_experiment_kind(e, i), t, eta, m,
                                &tally->outcome);
    }
}

static bool run_ended(const struct run_loop *run)
{
    const struct catapult_experiment *e = run->experiment;
    double limit = run->settings.stop.loss;
    bool all_diverged = true, all_done = true;
    for (int i = 0; i < catapult_experiment_models(e); i++) {
        bool diverged = catapult_experiment_diverged(e, i);
        all_diverged &= diverged;
        all_done &= diverged || catapult_experiment_measure(e, i)->train_loss < limit;
    }
    switch (run->until) {
    case UNTIL_CONVERGED:
        return all_diverged || catapult_experiment_diverged(e, 0)
               || catapult_experiment_measure(e, 0)->train_loss < limit;
    case UNTIL_DIVERGED:
        return all_diverged || catapult_experiment_diverged(e, 0);
    default:
        return all_done;
    }
}

/* CATAPULT_STATUS_CANCELLED if interrupted; CATAPULT_STATUS_IO as soon as rows cannot be written. */
static enum catapult_status run_iterate(struct run_loop *run, struct catapult_error *err)
{
    struct catapult_experiment *e = run->experiment;
    struct catapult_outcome_rules rules = catapult_outcome_rules_of(&run->settings);
    bool stop = false;
    for (int i = 0; i < CATAPULT_MODEL_COUNT; i++)
        catapult_outcome_init(&run->tally[i].outcome, &rules);
    for (long t = 0;; t++) {
        double eta = run_eta_at(run, t);
        catapult_experiment_set_lr(e, eta);
        errno = 0;
        write_step(run, t, eta);
        if (run->rows && ferror(run->rows))
            return catapult_error_set(err, CATAPULT_STATUS_IO, "--csv: cannot write: %s",
                                      strerror(errno ? errno : EIO));
        if (stop)
            return run_interrupted(err);
        if (t >= run->steps || run_ended(run))
            return CATAPULT_STATUS_OK;
        catapult_experiment_step(e, eta);
        char what[80];
        snprintf(what, sizeof what, "step %ld of %ld, loss %.4g", t + 1, run->steps,
                 catapult_experiment_measure(e, 0)->train_loss);
        stop = progress_line_show(&run->line, what, (double)(t + 1) / (double)run->steps);
    }
}

/* --- chaos ------------------------------------------------------------------------------------------------- */

static const double twin_operations_most = 1e11; /* some ten seconds */

static double run_twin_eta(void *context, long t)
{
    return run_eta_at(context, t);
}

/* Bounded runs get a twin where that takes seconds; a run that was interrupted has none. */
static enum catapult_status run_judge_twins(struct run_loop *run, struct catapult_error *err)
{
    struct catapult_experiment *e = run->experiment;
    const struct catapult_dataset *data = run->data;
    struct catapult_experiment_cost cost;
    struct catapult_progress progress = progress_line_as(&run->line);
    enum catapult_status status = CATAPULT_STATUS_OK;
    catapult_experiment_cost(&run->settings, data->n, 0, data->d, data->outputs, &cost);
    for (int i = 0; i < catapult_experiment_models(e) && status == CATAPULT_STATUS_OK; i++)
        if (cost.step_flops * (double)run->tally[i].rows < twin_operations_most)
            status = catapult_twin_judge(catapult_experiment_settings(e), data, catapult_experiment_kind(e, i), run_twin_eta,
                                         run, &progress, &run->tally[i].outcome, err);
    progress_line_done(&run->line);
    return status;
}

/* --- the end ---------------------------------------------------------------------------------------------- */

/* "; lambda_1 and lambda_2 change places at 12 and 3 times more" */
static void run_print_crossing(const struct tally *tally, FILE *out)
{
    if (tally->crossings > 0)
        fprintf(out, "; %s at %ld", tally->crossing, tally->crossing_at);
    if (tally->crossings > 1)
        fprintf(out, " and %d time%s more", tally->crossings - 1, tally->crossings > 2 ? "s" : "");
}

static void run_print_outcome(const struct catapult_outcome *outcome, FILE *out)
{
    char text[160];
    struct catapult_outcome_facts facts;
    catapult_outcome_facts(outcome, &facts);
    catapult_outcome_say(&facts, text, sizeof text);
    fprintf(out, "; %s", text);
}

static void print_summary(const struct run_loop *run, FILE *out)
{
    const struct catapult_experiment *e = run->experiment;
    double eta_crit = catapult_experiment_eta_crit(e);
    for (int i = 0; i < catapult_experiment_models(e); i++) {
        const struct tally *tally = &run->tally[i];
        fprintf(out, "%-9s  loss first %.6g, peak %.6g (at %ld), last %.6g; lambda_1 first %.6g, last %.6g; ",
                catapult_model_name((int)catapult_experiment_kind(e, i)), tally->first, tally->peak, tally->peak_at,
                isnan(tally->last) ? NAN : tally->last, tally->lambda_first, tally->lambda_last);
        fprintf(out, "eta/eta_crit %.6g", tally->eta_most / eta_crit);
        if (tally->eta_last < tally->eta_most)
            fprintf(out, " at most, %.6g at last", tally->eta_last / eta_crit);
        fprintf(out, "; %s", catapult_phase_name(tally->phase));
        if (tally->phase == CATAPULT_PHASE_DIVERGED)
            fprintf(out, " at %ld", tally->rows - 1);
        run_print_outcome(&tally->outcome, out);
        run_print_crossing(tally, out);
        fputc('\n', out);
    }
}

static enum catapult_status open_rows(struct run_loop *run, const char *path, struct catapult_error *err)
{
    if (strcmp(path, "-") == 0) {
        run->rows = stdout;
        return CATAPULT_STATUS_OK;
    }
    enum catapult_status status = outfile_open(&run->csv, path, err);
    if (status == CATAPULT_STATUS_OK)
        run->rows = outfile_stream(run->csv);
    return status;
}

static enum catapult_status close_rows(struct run_loop *run, struct catapult_error *err)
{
    struct outfile *csv = run->csv;
    run->csv = NULL;
    return csv ? outfile_commit(csv, err) : CATAPULT_STATUS_OK;
}

static enum catapult_status run_prepare(struct run_loop *run, const struct run_args *mine, struct catapult_error *err)
{
    struct catapult_progress progress = progress_line_as(&run->line);
    enum catapult_status status = source_load(&run->settings, &run->data, &progress, err);
    if (status == CATAPULT_STATUS_OK && mine->dump)
        status = dump_prepare("dump", mine->dump, err);
    if (status == CATAPULT_STATUS_OK && mine->final)
        status = dump_prepare("final", mine->final, err);
    if (status == CATAPULT_STATUS_OK && mine->csv)
        status = open_rows(run, mine->csv, err);
    if (status == CATAPULT_STATUS_OK)
        status = catapult_experiment_new(&run->experiment, &run->settings, run->data, &progress, err);
    if (status == CATAPULT_STATUS_OK && catapult_settings_need_eta_max(&run->settings))
        status = run_measure_eta_max(run, err);
    progress_line_done(&run->line);
    if (status != CATAPULT_STATUS_OK)
        return status;
    return catapult_settings_check_etas(&run->settings, catapult_experiment_lambda_1(run->experiment), run->eta_max,
                                        err);
}

static enum catapult_status run_perform(struct run_loop *run, const struct run_args *mine, struct catapult_error *err)
{
    enum catapult_status status = run_prepare(run, mine, err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    if (*run->data->note)
        fprintf(stderr, "data  %s; %zu train, %zu test\n", run->data->note, run->data->n, run->data->n_test);
    if (run->rows)
        catapult_export_heading(run->rows, &run->settings);
    status = run_iterate(run, err);
    bool stopped = status == CATAPULT_STATUS_CANCELLED;
    progress_line_done(&run->line);
    if (status == CATAPULT_STATUS_OK)
        status = run_judge_twins(run, err);
    stopped = status == CATAPULT_STATUS_CANCELLED;
    if (status != CATAPULT_STATUS_OK && !stopped)
        return status;
    print_summary(run, run->rows == stdout ? stderr : stdout);
    status = close_rows(run, err);
    if (status == CATAPULT_STATUS_OK && (fflush(stdout) != 0 || ferror(stdout)))
        status = catapult_error_set(err, CATAPULT_STATUS_IO, "standard output: cannot write");
    /* in this order, so that both may be one folder: --final removes the initial weights of an older dump */
    if (status == CATAPULT_STATUS_OK && mine->final)
        status = dump_final(mine->final, run->experiment, err);
    if (status == CATAPULT_STATUS_OK && mine->dump)
        status = dump_write(mine->dump, run->experiment, catapult_experiment_t(run->experiment), err);
    return status == CATAPULT_STATUS_OK && stopped ? run_interrupted(err) : status;
}

static int run_command(int argc, char **argv)
{
    struct run_args mine = {0};
    struct options options;
    struct run_loop run = {.eta_max = INFINITY};
    struct catapult_error err;
    int code = options_parse(&options, &command_run, &mine, argc, argv);
    if (code >= 0)
        return code;
    if (mine.force)
        outfile_force();
    enum catapult_status status = options_settings(&options, options.words[0], &run.settings, NULL, &err);
    if (status == CATAPULT_STATUS_OK)
        status = choose_models(&run.settings, mine.model, &err);
    if (status == CATAPULT_STATUS_OK)
        status = catapult_settings_validate(&run.settings, &err);
    if (status == CATAPULT_STATUS_OK)
        status = choose_length(&run, &mine, &err);
    if (status == CATAPULT_STATUS_OK) {
        progress_line_init(&run.line);
        status = run_perform(&run, &mine, &err);
    }
    outfile_abort(run.csv);
    catapult_experiment_free(run.experiment);
    catapult_dataset_free(run.data);
    if (status == CATAPULT_STATUS_OK)
        return EXIT_DONE;
    return cmd_end(status, &err);
}

const struct command command_run = {
    .name = "run",
    .args = "PRESET",
    .help = "Run an experiment without a terminal",
    .examples = "  catapult run fig3\n"
                "  catapult run fig3 --eta 1.5crit --steps 100 --csv fig3.csv\n"
                "  catapult run mnist --model all --until converged\n"
                "  catapult run sgd --steps 40 --dump sgd.dump\n",
    .options = specs,
    .words_min = 1,
    .words_max = 1,
    .run = run_command,
};
