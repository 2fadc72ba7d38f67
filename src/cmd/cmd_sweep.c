/* cmd_sweep.c - many runs of a preset over learning rates, seeds and models; the work is in src/sweep. */
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/options.h"
#include "cmd/progress.h"
#include "cmd/sweep.h"
#include "base/outfile.h"
#include "base/number.h"
#include "base/text.h"
#include "sweep/sweep.h"

enum { OUT_TEXT = 4096, WORKERS_MOST = 512, SHARDS_MOST = 100000, LINE_EVERY = 30 /* seconds */ };

struct sweep_args {
    const char *etas, *seeds, *models, *jobs, *out, *shard;
    bool resume, force;
};

static const struct option_spec specs[] = {
    {.name = "etas", .argument = "LIST",
     .help = "learning rates: 0.2crit:6crit:24 (from:to:count, evenly), 0.1:3:16:log, or 0.5crit,1crit,3.9/l1",
     .offset = offsetof(struct sweep_args, etas)},
    {.name = "seeds", .argument = "N", .help = "number of seeds, starting with the preset's or --seed (default 1)",
     .offset = offsetof(struct sweep_args, seeds)},
    {.name = "models", .argument = "LIST", .help = "network,linear,quadratic, or all (default: those of the preset)",
     .offset = offsetof(struct sweep_args, models)},
    {.name = "jobs", .letter = 'j', .argument = "N", .help = "runs at a time, each a process (default: one for each processor it may use)",
     .offset = offsetof(struct sweep_args, jobs)},
    {.name = "out", .argument = "DIR", .help = "folder of runs.csv and summary.csv (default PRESET.sweep)",
     .offset = offsetof(struct sweep_args, out)},
    {.name = "resume", .help = "continue the sweep in the folder; runs that have a row are not repeated",
     .offset = offsetof(struct sweep_args, resume)},
    {.name = "shard", .argument = "I/N", .help = "make only part I of N, into runs.I-of-N.csv; --resume without it joins the parts",
     .offset = offsetof(struct sweep_args, shard)},
    {.name = "force", .help = OPTIONS_FORCE_HELP, .offset = offsetof(struct sweep_args, force)},
    {.name = NULL},
};

/* --- options ------------------------------------------------------------------------------------------------------------ */

static enum catapult_status parse_shard(const char *text, struct sweep_options *how, struct catapult_error *err)
{
    char first[24];
    const char *slash = strchr(text, '/');
    long shard = 0, shards = 0;
    bool fits = slash && (size_t)(slash - text) < sizeof first;
    snprintf(first, sizeof first, "%.*s", fits ? (int)(slash - text) : 0, text);
    if (!fits || !number_whole(first, &shard) || !number_whole(slash + 1, &shards) || shards < 1
        || shards > SHARDS_MOST || shard < 1 || shard > shards)
        return catapult_error_set(err, CATAPULT_STATUS_USAGE, "--shard: '%.60s' is not I/N with 1 <= I <= N <= %d",
                                  text, SHARDS_MOST);
    how->shard = (int)shard;
    how->shards = (int)shards;
    return CATAPULT_STATUS_OK;
}

/* A run of a sweep has one thread; asking for more threads means -j. */
static enum catapult_status check_threads(const struct options *options, struct catapult_error *err)
{
    for (int i = 0; i < options->n_set; i++) {
        const struct option_set *set = &options->set[i];
        if (set->spec->key && strcmp(set->spec->key, "threads") == 0 && strcmp(set->text, "1") != 0)
            return catapult_error_set(err, CATAPULT_STATUS_USAGE,
                                      "--threads: a run of a sweep has one thread; -j %.20s makes that many runs "
                                      "at a time",
                                      set->text);
    }
    return CATAPULT_STATUS_OK;
}

static enum catapult_status choose_jobs(const struct sweep_args *mine, struct sweep *sweep, struct catapult_error *err)
{
    int seeds = 1;
    enum catapult_status status = mine->etas ? sweep_set_etas(sweep, mine->etas, err) : CATAPULT_STATUS_OK;
    if (status == CATAPULT_STATUS_OK && mine->models)
        status = sweep_set_models(sweep, mine->models, err);
    if (status == CATAPULT_STATUS_OK && mine->seeds)
        status = options_whole("seeds", mine->seeds, 1, SWEEP_SEEDS_MAX, &seeds, err);
    return status == CATAPULT_STATUS_OK ? sweep_set_seeds(sweep, seeds, err) : status;
}

static enum catapult_status choose_sweep(const struct sweep_args *mine, struct sweep_options *how,
                                         struct catapult_error *err)
{
    enum catapult_status status = CATAPULT_STATUS_OK;
    how->resume = mine->resume;
    if (mine->jobs && how->team)
        return catapult_error_set(err, CATAPULT_STATUS_USAGE,
                                  "-j: under mpirun every rank is one run at a time (mpirun -n %.20s)", mine->jobs);
    if (mine->jobs)
        status = options_whole("jobs", mine->jobs, 1, WORKERS_MOST, &how->workers, err);
    return status == CATAPULT_STATUS_OK && mine->shard ? parse_shard(mine->shard, how, err) : status;
}

/* "presets/fig3.conf" gives "fig3.sweep" */
static const char *default_out(const char *preset, char text[OUT_TEXT])
{
    const char *slash = strrchr(preset, '/');
    snprintf(text, OUT_TEXT - 8, "%s", slash ? slash + 1 : preset);
    size_t length = strlen(text);
    if (length > 5 && strcmp(text + length - 5, ".conf") == 0)
        text[length - 5] = '\0';
    return strcat(text, ".sweep");
}

/* --- the end -------------------------------------------------------------------------------------------------------------- */

static void print_means(const char *out)
{
    struct sweep_summary summary;
    if (sweep_read_summary(out, &summary, NULL) != CATAPULT_STATUS_OK)
        return;
    for (size_t i = 0; i < summary.count; i++) {
        const struct sweep_mean *best = NULL;
        enum catapult_model_kind model = summary.mean[i].model;
        if (i > 0 && summary.mean[i - 1].model == model)
            continue;
        for (size_t k = i; k < summary.count && summary.mean[k].model == model; k++)
            if (!best || summary.mean[k].mean[SWEEP_BEST_TEST_LOSS] < best->mean[SWEEP_BEST_TEST_LOSS])
                best = &summary.mean[k];
        char eta[64];
        catapult_lr_format(&best->asked, eta, sizeof eta);
        if (!isnan(best->mean[SWEEP_BEST_TEST_LOSS])) /* there is a test set */
            printf("%-9s  least mean of best test loss %.6g at eta %s\n", catapult_model_name((int)model),
                   best->mean[SWEEP_BEST_TEST_LOSS], eta);
    }
    sweep_summary_done(&summary);
}

static void sweep_print_outcome(const struct sweep_options *how, const struct sweep_outcome *outcome)
{
    printf("%ld runs: %ld made in %.1f s, %ld were there", outcome->jobs, outcome->made, outcome->seconds, outcome->kept);
    if (outcome->failed)
        printf(", %ld failed", outcome->failed);
    fputs(how->shards > 0 ? "; rows in " : "; ", stdout);
    text_put(stdout, how->out);
    if (how->shards > 0) {
        printf("/runs.%d-of-%d.csv\n", how->shard, how->shards);
    } else {
        fputs("/runs.csv, ", stdout);
        text_put(stdout, how->out);
        puts("/summary.csv");
    }
    if (outcome->summary)
        print_means(how->out);
}

static int sweep_finish(enum catapult_status status, const struct sweep_options *how,
                        const struct sweep_outcome *outcome, struct catapult_error *err)
{
    if (status == CATAPULT_STATUS_OK) {
        sweep_print_outcome(how, outcome);
        if (outcome->failed == 0)
            return EXIT_DONE;
        catapult_error_set(err, CATAPULT_STATUS_INPUT, "%ld of %ld runs failed; --resume tries them again",
                           outcome->failed, outcome->jobs);
    }
    return cmd_end(status, err);
}

static int sweep_over(struct sweep *sweep, const struct sweep_args *mine, struct sweep_options *how,
                      struct catapult_error *err)
{
    char out[OUT_TEXT];
    struct sweep_outcome outcome = {0};
    struct progress_line line;
    enum catapult_status status = choose_jobs(mine, sweep, err);
    if (status == CATAPULT_STATUS_OK)
        status = choose_sweep(mine, how, err);
    if (status != CATAPULT_STATUS_OK)
        return cmd_fail(err);
    progress_line_init(&line);
    progress_line_plain(&line, LINE_EVERY);
    struct catapult_progress progress = progress_line_as(&line);
    how->progress = &progress;
    how->say = progress_line_say;
    how->say_context = &line;
    how->out = mine->out ? mine->out : default_out(sweep->settings.name, out);
    status = sweep_run(sweep, how, &outcome, err);
    progress_line_done(&line);
    return sweep_finish(status, how, &outcome, err);
}

int cmd_sweep(int argc, char **argv, struct team *team)
{
    static struct sweep sweep; /* large, because of the etas */
    struct sweep_args mine = {0};
    struct options options;
    struct catapult_settings settings;
    struct sweep_options how = {.team = team};
    struct catapult_error err;
    int code = options_parse(&options, &command_sweep, &mine, argc, argv);
    if (code >= 0)
        return code;
    if (mine.force)
        outfile_force();
    if (options_settings(&options, options.words[0], &settings, NULL, &err) != CATAPULT_STATUS_OK
        || check_threads(&options, &err) != CATAPULT_STATUS_OK)
        return cmd_fail(&err);
    sweep_init(&sweep, &settings);
    return sweep_over(&sweep, &mine, &how, &err);
}

static int run(int argc, char **argv)
{
    return cmd_sweep(argc, argv, NULL);
}

const struct command command_sweep = {
    .name = "sweep",
    .args = "PRESET",
    .help = "Make many runs: over learning rates, seeds and models",
    .examples = "  catapult sweep fig3 --etas 0.5crit:2crit:4 --set network.widths=300 --out fig3.sweep\n"
                "  catapult sweep fig3 --etas 0.5crit:2crit:4 --set network.widths=300 --out fig3.sweep --resume\n"
                "  catapult sweep single --etas 0.5crit,1.5crit,3.9/l1 --models all --seeds 2 -j 2\n"
                "  catapult sweep single --etas 0.1crit:3crit:8:log --shard 1/2 --out parts\n"
                "  catapult sweep single --etas 0.1crit:3crit:8:log --resume --out parts\n",
    .options = specs,
    .words_min = 1,
    .words_max = 1,
    .run = run,
};
