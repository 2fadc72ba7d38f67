/* Sweeps: what is swept as text, rows and journals, shards, when a run ends, and each row against a run of the core
 * that was set up for it alone. */
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox.h"

#include "sweep/folder.h"
#include "sweep/row.h"
#include "sweep/summary.h"
#include "sweep/team.h"

static struct sweep sweep; /* too large for a stack of unknown size */

/* "key=value" strings, NULL at the end, over a small preset. */
static void begin(const char *const *pairs)
{
    static const char *const small[] = {"model=network", "compare=linear,quadratic", "data.source=sphere", "data.n=14",
                                        "data.d=6", "data.test=9", "network.widths=40", "stop.steps=60", "stop.loss=0",
                                        "loss=mean", "spectrum.top=2", NULL};
    struct catapult_settings settings;
    catapult_settings_defaults(&settings);
    for (int pass = 0; pass < 2; pass++)
        for (const char *const *pair = pass ? pairs : small; pair && *pair; pair++) {
            char key[64];
            const char *value = strchr(*pair, '=') + 1;
            snprintf(key, sizeof key, "%.*s", (int)(value - 1 - *pair), *pair);
            assert_int_equal(catapult_settings_set(&settings, key, value, NULL), CATAPULT_STATUS_OK);
        }
    sweep_init(&sweep, &settings);
}

/* --- learning rates ------------------------------------------------------------------------------------------------------ */

static void grid(const char *text, int count, enum catapult_lr_unit unit)
{
    struct catapult_error err = {0};
    begin(NULL);
    if (sweep_set_etas(&sweep, text, &err) != CATAPULT_STATUS_OK)
        fail_msg("%s: %s", text, err.text);
    assert_int_equal(sweep.etas, count);
    for (int i = 0; i < count; i++)
        assert_int_equal(sweep.eta[i].unit, unit);
}

static void test_grids(void **state)
{
    (void)state;
    grid("0.2crit:6crit:24", 24, CATAPULT_LR_CRIT);
    for (int i = 0; i < 24; i++) /* to the twelve digits that are kept */
        assert_true(fabs(sweep.eta[i].value - (0.2 + 5.8 * i / 23)) < 1e-11);
    assert_true(sweep.eta[0].value == 0.2 && sweep.eta[23].value == 6);
    grid("0.01:10:4:log", 4, CATAPULT_LR_PLAIN);
    for (int i = 0; i < 4; i++)
        assert_true(fabs(sweep.eta[i].value / pow(10, i - 2) - 1) < 1e-11);
    grid("4/l1:1/l1:3", 3, CATAPULT_LR_L1);
    assert_true(sweep.eta[1].value == 2.5);
    grid("0.5max,1max", 2, CATAPULT_LR_MAX);
    grid(" 0.3 , 0.7", 2, CATAPULT_LR_PLAIN);
    grid("0:1:2", 2, CATAPULT_LR_PLAIN);
    grid("1.2crit", 1, CATAPULT_LR_CRIT);
    begin(NULL);
    assert_int_equal(sweep_set_etas(&sweep, "0.5crit,3.9/l1,0.9max,0.37", NULL), CATAPULT_STATUS_OK);
    assert_int_equal(sweep.eta[3].unit, CATAPULT_LR_PLAIN);
}

/* For any ends, however long they are written. */
static void test_far_grids(void **state)
{
    (void)state;
    static const double wide[] = {1e-300, 1e-150, 1, 1e150, 1e300};
    grid("1e-300:1e300:5:log", 5, CATAPULT_LR_PLAIN);
    for (int i = 0; i < 5; i++)
        assert_true(fabs(sweep.eta[i].value / wide[i] - 1) < 1e-11);
    grid("1e300:1e-300:5:log", 5, CATAPULT_LR_PLAIN);
    for (int i = 0; i < 5; i++)
        assert_true(fabs(sweep.eta[i].value / wide[4 - i] - 1) < 1e-11);
    grid("0:1.7e308:3", 3, CATAPULT_LR_PLAIN);
    assert_true(fabs(sweep.eta[1].value / 8.5e307 - 1) < 1e-11);

    char text[400] = "0.5crit,0.";
    memset(text + strlen(text), '0', 150);
    strcat(text, "7crit");
    grid(text, 2, CATAPULT_LR_CRIT);
    assert_true(sweep.eta[1].value > 0 && sweep.eta[1].value < 1e-140);
    memset(text, 0, sizeof text);
    text[0] = '7';
    memset(text + 1, '0', 90);
    strcat(text, ":1e93:2");
    grid(text, 2, CATAPULT_LR_PLAIN);
    assert_true(fabs(sweep.eta[0].value / 7e90 - 1) < 1e-12);
}

static void grid_refused(const char *text, const char *message)
{
    struct catapult_error err;
    begin(NULL);
    assert_int_equal(sweep_set_etas(&sweep, text, &err), CATAPULT_STATUS_USAGE);
    assert_string_equal(err.text, message);
}

static void test_grids_refused(void **state)
{
    (void)state;
    grid_refused("", "--etas: '' is not a learning rate (write 0.37, 1.2crit, 3.9/l1 or 0.9max)");
    grid_refused("0.5crit,", "--etas: '' is not a learning rate (write 0.37, 1.2crit, 3.9/l1 or 0.9max)");
    grid_refused("1crit:2krit:3", "--etas: '2krit' is not a learning rate (write 0.37, 1.2crit, 3.9/l1 or 0.9max)");
    grid_refused("0.2crit:6:24", "--etas: '0.2crit:6:24': its two ends have different units");
    grid_refused("0.2:6", "--etas: '0.2:6' is not FROM:TO:COUNT or FROM:TO:COUNT:log");
    grid_refused("0.2:6:", "--etas: '0.2:6:' is not FROM:TO:COUNT or FROM:TO:COUNT:log");
    grid_refused("0.2:6:3:lin", "--etas: '0.2:6:3:lin' is not FROM:TO:COUNT or FROM:TO:COUNT:log");
    grid_refused("0.2:6:3:log:", "--etas: '0.2:6:3:log:' is not FROM:TO:COUNT or FROM:TO:COUNT:log");
    grid_refused("0.2:6:1", "--etas: '0.2:6:1': the number of learning rates is not in 2 to 1000");
    grid_refused("0.2:6:99999999999999999999", "--etas: '0.2:6:99999999999999999999': the number of learning rates is "
                                               "not in 2 to 1000");
    grid_refused("0:6:3:log", "--etas: '0:6:3:log': equal ratios need ends above 0");
    grid_refused("2:2:2", "--etas: 2 is there twice");
    grid_refused("1crit,2crit,1.0crit", "--etas: 1crit is there twice");
    grid_refused("-1", "--etas: learning rate '-1' is below 0");
    char text[120]; /* the message names all of the refused text */
    memset(text, ' ', sizeof text);
    memcpy(text, "0.5crit", 7);
    strcpy(text + sizeof text - 6, "krit");
    struct catapult_error err;
    assert_int_equal(sweep_set_etas(&sweep, text, &err), CATAPULT_STATUS_USAGE);
    grid_refused("1e999", "--etas: learning rate '1e999' is not finite");
}

static void test_models_and_seeds(void **state)
{
    (void)state;
    struct catapult_error err;
    begin(NULL);
    assert_int_equal(sweep.models, 3); /* the preset's */
    assert_int_equal(sweep_set_models(&sweep, "quadratic,linear", &err), CATAPULT_STATUS_OK);
    assert_true(sweep.models == 2 && sweep.model[0] == CATAPULT_MODEL_QUADRATIC
                && sweep.settings.model == CATAPULT_MODEL_QUADRATIC);
    assert_true(sweep.settings.compare.count == 1 && sweep.settings.compare.value[0] == CATAPULT_MODEL_LINEAR);
    assert_int_equal(sweep_set_models(&sweep, "all", &err), CATAPULT_STATUS_OK);
    assert_int_equal(sweep.models, 3);
    assert_int_equal(sweep_set_models(&sweep, "linaer", &err), CATAPULT_STATUS_USAGE);
    assert_string_equal(err.text, "--models: no model 'linaer' (did you mean 'linear'?)");
    assert_int_equal(sweep_set_models(&sweep, "linear,linear", &err), CATAPULT_STATUS_USAGE);
    assert_int_equal(sweep_set_models(&sweep, "", &err), CATAPULT_STATUS_USAGE);
    assert_int_equal(sweep_set_models(&sweep, "general", &err), CATAPULT_STATUS_USAGE);
    assert_string_equal(err.text, "--models: this preset's network.type has no general model");
    begin((const char *const[]){"model=general", "compare=", NULL});
    assert_int_equal(sweep_set_models(&sweep, "all", &err), CATAPULT_STATUS_OK);
    assert_true(sweep.models == 1 && sweep.model[0] == CATAPULT_MODEL_GENERAL);
    assert_int_equal(sweep_set_seeds(&sweep, 0, &err), CATAPULT_STATUS_USAGE);
    sweep.seed = 2147483640;
    assert_int_equal(sweep_set_seeds(&sweep, 8, &err), CATAPULT_STATUS_OK);
    assert_int_equal(sweep_set_seeds(&sweep, 9, &err), CATAPULT_STATUS_USAGE);
}

/* --- jobs and shards ------------------------------------------------------------------------------------------------------ */

static void test_shards(void **state)
{
    (void)state;
    static const int parts[] = {1, 2, 3, 5, 7, 24, 40, 200};
    begin(NULL);
    assert_int_equal(sweep_set_etas(&sweep, "0.2crit:6crit:24", NULL), CATAPULT_STATUS_OK);
    assert_int_equal(sweep_set_seeds(&sweep, 5, NULL), CATAPULT_STATUS_OK);
    for (size_t p = 0; p < sizeof parts / sizeof *parts; p++) {
        long least = sweep_jobs(&sweep), most = 0;
        for (long job = 0; job < sweep_jobs(&sweep); job++) {
            int owners = 0;
            for (int shard = 1; shard <= parts[p]; shard++)
                owners += sweep_in_shard(&sweep, job, shard, parts[p]);
            assert_int_equal(owners, 1);
            assert_true(sweep_in_shard(&sweep, job, 0, 0));
        }
        for (int shard = 1; shard <= parts[p]; shard++) {
            long count = 0;
            for (long job = 0; job < sweep_jobs(&sweep); job++)
                count += sweep_in_shard(&sweep, job, shard, parts[p]);
            least = count < least ? count : least;
            most = count > most ? count : most;
        }
        /* 120 pairs of eta and seed are dealt out, three models each */
        assert_true(parts[p] > 24 || most - least <= 3 * sweep.seeds);
        assert_true(parts[p] > 24 || least > 0);
    }
}

static void test_jobs(void **state)
{
    (void)state;
    struct job job;
    begin(NULL);
    assert_int_equal(sweep_set_etas(&sweep, "0.5crit,1.5crit", NULL), CATAPULT_STATUS_OK);
    assert_int_equal(sweep_set_seeds(&sweep, 3, NULL), CATAPULT_STATUS_OK);
    assert_int_equal(sweep_jobs(&sweep), 18);
    sweep_job(&sweep, 16, &job); /* the last seed, the second eta, the second model */
    char text[160];
    job_describe(&job, text, sizeof text);
    assert_string_equal(text, "model linear, eta 1.5crit, seed 3");
    assert_true(job.settings.seed == 3 && job.settings.threads == 1 && isinf(job.eta_max));
}

/* --- rows ------------------------------------------------------------------------------------------------------------------ */

static void test_rows(void **state)
{
    (void)state;
    struct sweep_row row = {.model = CATAPULT_MODEL_LINEAR, .seed = 4, .phase = CATAPULT_PHASE_DIVERGED,
                            .outcome = CATAPULT_OUTCOME_PERIODIC, .period = 32}, back;
    char text[ROW_TEXT];
    struct catapult_error err;
    for (int i = 0; i < SWEEP_FIELDS; i++)
        row.value[i] = nextafter(2.385 * (i + 1), 9);
    row.value[SWEEP_BEST_TEST_LOSS] = NAN;
    row.value[SWEEP_FINAL_TRAIN_LOSS] = NAN;
    row.value[SWEEP_PEAK_TRAIN_LOSS] = INFINITY;
    row.value[SWEEP_LAMBDA_1_FIRST] = -DBL_MAX;
    row.value[SWEEP_LAMBDA_1_LAST] = DBL_TRUE_MIN;
    row.value[SWEEP_SPIKES] = NAN;
    size_t length = row_format(&row, text);
    assert_true(length == strlen(text) && text[length - 1] == '\n');
    text[length - 1] = '\0';
    assert_non_null(strstr(text, ",4,,")); /* seed, and no test loss */
    assert_non_null(strstr(text, ",nan,inf,"));
    assert_non_null(strstr(text, ",diverged,periodic(32),,"));
    assert_int_equal(row_parse(text, &back, &err), CATAPULT_STATUS_OK);
    assert_memory_equal(&back, &row, sizeof row);
    static const char *const bad[] = {
        "", "linear", "linear,1,2,3,4,5,6,7,8,9,10,11,lazy", "linear,1,2,3,4,5,6,7,8,9,10,11,lazy,dead,0,1,2,3,4,,5",
        "linaer,1,2,3,4,5,6,7,8,9,10,11,lazy,dead,0,,,,,", "linear,1,2,x,4,5,6,7,8,9,10,11,lazy,dead,0,,,,,",
        "linear,1,2,3,4 5,5,6,7,8,9,10,11,lazy,dead,0,,,,,", "linear,1,2,3,4,5,6,7,8,9,10,11,lazzy,dead,0,,,,,",
        "linear,1,2,-3,4,5,6,7,8,9,10,11,lazy,dead,0,,,,,", "linear,1, 2,3,4,5,6,7,8,9,10,11,lazy,dead,0,,,,,",
        "linear,1,2,3,4,5,6,7,8,9,10,11,lazy,deaf,0,,,,,", "linear,1,2,3,4,5,6,7,8,9,10,11,lazy,,0,,,,,",
        "linear,1,2,3,4,5,6,7,8,9,10,11,lazy,periodic,0,,,,,", "linear,1,2,3,4,5,6,7,8,9,10,11,lazy,periodic(1),0,,,,,",
        "linear,1,2,3,4,5,6,7,8,9,10,11,lazy,periodic(33),0,,,,,", "linear,1,2,3,4,5,6,7,8,9,10,11,lazy,periodic(2,0,,,,,",
        "linear,1,2,3,4,5,6,7,8,9,10,11,lazy,dead,x,,,,,",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(row_parse(bad[i], &back, &err), CATAPULT_STATUS_INPUT);
    assert_int_equal(row_parse("linear,1,2,3,4,5,6,7,8,9,10,11,lazy,dead,0,,,,,", &back, &err), CATAPULT_STATUS_OK);
}

/* --- journals --------------------------------------------------------------------------------------------------------------- */

static struct sweep_row some_row(int seed)
{
    struct sweep_row row = {.model = CATAPULT_MODEL_NETWORK, .seed = seed};
    for (int i = 0; i < SWEEP_FIELDS; i++)
        row.value[i] = i + seed / 7.0;
    return row;
}

/* Opens, counts the rows, closes. */
static size_t rows_in(const char *path)
{
    struct journal journal;
    struct sweep_rows rows;
    struct catapult_error err;
    if (journal_open(&journal, path, &sweep, true, &err) != CATAPULT_STATUS_OK)
        fail_msg("%s", err.text);
    assert_int_equal(journal_rows(&journal, &rows, &err), CATAPULT_STATUS_OK);
    size_t count = rows.count;
    sweep_rows_done(&rows);
    journal_close(&journal);
    return count;
}

static void write_journal(const char *path, int rows)
{
    struct journal journal;
    assert_int_equal(journal_open(&journal, path, &sweep, true, NULL), CATAPULT_STATUS_OK);
    for (int i = 1; i <= rows; i++) {
        struct sweep_row row = some_row(i);
        assert_int_equal(journal_append(&journal, &row, 1, NULL), CATAPULT_STATUS_OK);
    }
    journal_close(&journal);
}

/* The file truncated at every byte: never an error, never an incomplete row, and it can be continued. */
static void test_journal_cut_anywhere(void **state)
{
    (void)state;
    begin(NULL);
    const char *path = sandbox_path("runs.csv");
    write_journal(path, 3);
    size_t size, most = 0;
    char *whole = sandbox_read(path, &size);
    for (size_t cut = 0; cut <= size; cut++) {
        size_t count, lines = 0;
        for (size_t i = 0; i < cut; i++)
            lines += whole[i] == '\n';
        sandbox_write("cut.csv", whole, cut);
        count = rows_in(sandbox_path("cut.csv"));
        assert_int_equal(count, lines > 2 ? lines - 2 : 0);
        most = count > most ? count : most;
        if (cut % 97)
            continue;
        write_journal(sandbox_path("cut.csv"), 1); /* appends */
        assert_int_equal(rows_in(sandbox_path("cut.csv")), count + 1);
    }
    assert_int_equal(most, 3);
}

/* Tries in another process, because locks work between processes; returns its status. */
static int elsewhere(const char *path, bool resume, const char *message)
{
    int state;
    pid_t child = fork();
    if (child == 0) {
        struct journal journal;
        struct catapult_error err = {0};
        enum catapult_status status = journal_open(&journal, path, &sweep, resume, &err);
        _exit(status != CATAPULT_STATUS_OK && !strstr(err.text, message) ? 99 : (int)status);
    }
    assert_int_equal(waitpid(child, &state, 0), child);
    assert_true(WIFEXITED(state));
    return WEXITSTATUS(state);
}

/* Of two that begin at once, one gets the file, and the other does not change it. */
static void test_journal_taken_once(void **state)
{
    (void)state;
    struct journal journal;
    struct sweep_row row = some_row(1);
    begin(NULL);
    const char *path = sandbox_path("once.csv");
    assert_int_equal(journal_open(&journal, path, &sweep, false, NULL), CATAPULT_STATUS_OK);
    assert_int_equal(elsewhere(path, false, "another sweep is writing it"), CATAPULT_STATUS_USAGE);
    assert_int_equal(elsewhere(path, true, "another sweep is writing it"), CATAPULT_STATUS_USAGE);
    assert_int_equal(journal_append(&journal, &row, 1, NULL), CATAPULT_STATUS_OK);
    journal_close(&journal);
    assert_int_equal(elsewhere(path, false, "is there already: --resume goes on"), CATAPULT_STATUS_USAGE);
    assert_int_equal(elsewhere(path, true, ""), CATAPULT_STATUS_OK);
    assert_int_equal(rows_in(path), 1);
}

/* A sweep that is refused removes only its own file, not one that another sweep has put there since. */
static void test_journal_withdrawn(void **state)
{
    (void)state;
    struct journal journal;
    struct catapult_error err;
    begin(NULL);
    const char *path = sandbox_path("withdrawn.csv");
    assert_int_equal(journal_open(&journal, path, &sweep, false, &err), CATAPULT_STATUS_OK);
    journal_withdraw(&journal);
    journal_close(&journal);
    assert_int_not_equal(access(path, F_OK), 0);

    assert_int_equal(journal_open(&journal, path, &sweep, false, &err), CATAPULT_STATUS_OK);
    unlink(path);
    sandbox_text("withdrawn.csv", "another's\n");
    journal_withdraw(&journal);
    journal_close(&journal);
    assert_int_equal(access(path, F_OK), 0);
}

static void journal_refused(const char *text, const char *message)
{
    struct journal journal;
    struct catapult_error err = {0};
    struct sweep_rows rows = {0};
    char wanted[800];
    sandbox_text("bad.csv", text);
    const char *path = sandbox_path("bad.csv");
    enum catapult_status status = journal_open(&journal, path, &sweep, true, &err);
    if (status == CATAPULT_STATUS_OK)
        status = journal_rows(&journal, &rows, &err);
    journal_close(&journal);
    assert_int_not_equal(status, CATAPULT_STATUS_OK);
    snprintf(wanted, sizeof wanted, "%s%s", path, message);
    assert_string_equal(err.text, wanted);
    size_t size;
    assert_string_equal(sandbox_read(path, &size), text); /* untouched */
}

/* text with `old` replaced */
static const char *changed(const char *text, const char *old, const char *new)
{
    static char out[1 << 14];
    const char *place = strstr(text, old);
    assert_non_null(place);
    snprintf(out, sizeof out, "%.*s%s%s", (int)(place - text), text, new, place + strlen(old));
    return out;
}

static void journal_goes_on(const char *text, size_t rows_there)
{
    struct journal journal;
    struct sweep_rows rows = {0};
    sandbox_text("other.csv", text);
    assert_int_equal(journal_open(&journal, sandbox_path("other.csv"), &sweep, true, NULL), CATAPULT_STATUS_OK);
    assert_int_equal(journal_rows(&journal, &rows, NULL), CATAPULT_STATUS_OK);
    assert_int_equal(rows.count, rows_there);
    sweep_rows_done(&rows);
    journal_close(&journal);
}

/* A sweep can be continued with the BLAS of another machine, or if the heading names none: that is not another sweep. */
static void test_journal_of_other_kernels(void **state)
{
    (void)state;
    size_t size;
    begin(NULL);
    write_journal(sandbox_path("runs.csv"), 2);
    char *whole = sandbox_read(sandbox_path("runs.csv"), &size);
    const char *word = strstr(whole, " blas=");
    assert_non_null(word);
    char here[200];
    snprintf(here, sizeof here, "%.*s", 6 + (int)strcspn(word + 6, " "), word);
    journal_goes_on(changed(whole, here, " blas=OpenBLAS-9.9-Other"), 2);
    journal_goes_on(changed(whole, here, ""), 2);
    journal_goes_on(changed(whole, here, here), 2);
}

static void test_journals_refused(void **state)
{
    (void)state;
    size_t size;
    begin(NULL);
    write_journal(sandbox_path("runs.csv"), 2);
    char *whole = sandbox_read(sandbox_path("runs.csv"), &size);
    journal_refused("a,b,c\n1,2,3\n", ":1: not made by a sweep: no '# catapult' at its beginning");
    journal_refused(changed(whole, "stop.steps=60", "stop.steps=61"),
                    ": another sweep (stop.steps=61 there, stop.steps=60 here); use another --out");
    journal_refused(changed(whole, "seeds=1", "seeds=2"), ": another sweep (seeds=2 there, seeds=1 here); use another --out");
    journal_refused(changed(whole, "# catapult ", "# catapult 9"),
                    ": made by version 90.1.0 of catapult, which may compute other bits; use another --out");
    journal_refused(changed(whole, "model,eta,", "model,eta2,"), ":2: these are not the columns of a sweep's runs.csv");
    journal_refused(changed(whole, "\nnetwork,", "\nnetwrok,"), ":3: no row of a sweep: model is 'netwrok' (without this "
                                                              "line, --resume makes it again)");
    journal_refused(changed(whole, ",lazy,", ","), ":3: no row of a sweep: 19 fields instead of 20 (without this line, "
                                                  "--resume makes it again)");
    journal_refused(changed(whole, ",outcome,spikes,crossed_step,peak_step,final_test_loss,lambda_1_max,sharpness_max\n", "\n"),
                    ":2: made by an older catapult, whose rows have no outcome; use another --out");
}

/* --- runs ------------------------------------------------------------------------------------------------------------------- */

/* The row from a plain loop over an experiment with all models and no restore. */
static void naive_row(const struct job *job, struct sweep_row *row, struct catapult_dataset *data)
{
    struct catapult_experiment *e;
    double best = INFINITY, peak = 0, still_loss = 0, still_best = 0, lambda = NAN, lambda_max = 0;
    long since = 0, last_above = -1, peak_step = 0, t;
    struct catapult_settings settings = job->settings;
    struct catapult_outcome_rules rules = catapult_outcome_rules_of(&settings);
    struct catapult_outcome outcome;
    struct catapult_outcome_facts facts;
    catapult_outcome_init(&outcome, &rules);
    settings.eta = job->eta;
    assert_int_equal(catapult_experiment_new(&e, &settings, data, NULL, NULL), CATAPULT_STATUS_OK);
    double eta = catapult_lr_resolve(&job->eta, 2, catapult_experiment_lambda_1(e), INFINITY);
    *row = (struct sweep_row){.model = catapult_experiment_kind(e, job->model), .seed = settings.seed};
    row->value[SWEEP_LAMBDA_1_FIRST] = catapult_experiment_measure(e, job->model)->lambda[0];
    for (t = 0;; t++) {
        catapult_experiment_set_lr(e, eta);
        const struct catapult_measure *m = catapult_experiment_measure(e, job->model);
        if (m->test_loss < best) {
            best = row->value[SWEEP_BEST_TEST_LOSS] = m->test_loss;
            row->value[SWEEP_BEST_TEST_ACCURACY] = m->test_accuracy;
            row->value[SWEEP_BEST_STEP] = (double)t;
        }
        catapult_outcome_push(&outcome, m, eta);
        if (!isnan(m->test_loss))
            row->value[SWEEP_FINAL_TEST_LOSS] = m->test_loss;
        peak_step = m->train_loss > peak ? t : peak_step;
        peak = fmax(peak, m->train_loss);
        lambda = isnan(m->lambda[0]) ? lambda : m->lambda[0];
        lambda_max = fmax(lambda_max, lambda);
        last_above = eta * lambda >= 2 ? t : last_above;
        if (m->phase > row->phase)
            row->phase = m->phase;
        if (t == 0 || fabs(m->train_loss / still_loss - 1) > 1e-4 || best < still_best * (1 - 1e-4) || eta * lambda >= 2) {
            since = t;
            still_loss = m->train_loss;
            still_best = best;
        }
        row->value[SWEEP_FINAL_TRAIN_LOSS] = m->train_loss;
        row->value[SWEEP_STEPS] = (double)t;
        if (m->phase == CATAPULT_PHASE_DIVERGED || t == settings.stop.steps || m->train_loss < settings.stop.loss
            || (settings.stop.patience && t - since == settings.stop.patience))
            break;
        catapult_experiment_step(e, eta);
    }
    row->value[SWEEP_ETA] = eta;
    row->value[SWEEP_ETA_OVER_CRIT] = eta / (2 / catapult_experiment_lambda_1(e));
    row->value[SWEEP_PEAK_TRAIN_LOSS] = peak;
    row->value[SWEEP_LAMBDA_1_LAST] = lambda;
    row->value[SWEEP_LAMBDA_1_MAX] = lambda_max;
    row->value[SWEEP_PEAK_STEP] = (double)peak_step;
    row->value[SWEEP_SHARPNESS_MAX] = NAN;
    row->outcome = catapult_outcome_word(&outcome, &row->period);
    catapult_outcome_facts(&outcome, &facts);
    row->value[SWEEP_SPIKES] = facts.spikes < 0 ? NAN : (double)facts.spikes;
    row->value[SWEEP_CROSSED_STEP] = facts.spikes < 0 || last_above < 0 || last_above == t ? NAN : (double)(last_above + 1);
    catapult_experiment_free(e);
}

static void compare_rows(const char *const *pairs)
{
    struct job_context context = {.experiment = NULL};
    struct job job;
    begin(pairs);
    assert_int_equal(sweep_set_etas(&sweep, "0.5crit,1crit,1.7crit,3.1crit", NULL), CATAPULT_STATUS_OK);
    assert_int_equal(sweep_set_seeds(&sweep, 2, NULL), CATAPULT_STATUS_OK);
    for (long i = sweep_jobs(&sweep) - 1; i >= 0; i--) { /* backwards: no run may depend on earlier ones */
        struct sweep_row row, naive;
        char text[ROW_TEXT], wanted[ROW_TEXT];
        sweep_job(&sweep, i, &job);
        assert_int_equal(job_context_prepare(&context, &job, NULL, NULL), CATAPULT_STATUS_OK);
        assert_int_equal(job_context_run(&context, &job, NULL, &row, NULL), CATAPULT_STATUS_OK);
        naive_row(&job, &naive, context.data);
        row_format(&row, text);
        row_format(&naive, wanted);
        assert_string_equal(text, wanted);
    }
    job_context_clear(&context);
}

static void test_rows_of_runs(void **state)
{
    (void)state;
    compare_rows(NULL);
    compare_rows((const char *const[]){"stop.patience=7", "stop.steps=200", "stop.loss=1e-5", NULL});
    compare_rows((const char *const[]){"stop.patience=7", "test_every=3", "spectrum.every=4", NULL});
    compare_rows((const char *const[]){"batch=5", "data.d=20", "network.activation=swish", NULL});
    compare_rows((const char *const[]){"network.widths=20,15", "loss=sum", "network.activation=tanh", NULL});
}

/* The number of steps after which a run with that patience ended. */
static double length_of(const char *eta, const char *steps, const char *patience, enum catapult_model_kind kind)
{
    struct job_context context = {.experiment = NULL};
    struct job job;
    struct sweep_row row = {.seed = 0};
    char a[64], b[64];
    snprintf(a, sizeof a, "stop.steps=%s", steps);
    snprintf(b, sizeof b, "stop.patience=%s", patience);
    /* one example in one direction and no test set: the linear model's residual is (1 - eta lambda)^t r0 */
    begin((const char *const[]){"data.n=1", "data.test=0", "loss=sum", "spectrum.top=1", a, b, NULL});
    assert_int_equal(sweep_set_etas(&sweep, eta, NULL), CATAPULT_STATUS_OK);
    for (long i = 0; i < sweep_jobs(&sweep); i++) {
        sweep_job(&sweep, i, &job);
        if (sweep.model[job.model] != (int)kind)
            continue;
        assert_int_equal(job_context_prepare(&context, &job, NULL, NULL), CATAPULT_STATUS_OK);
        assert_int_equal(job_context_run(&context, &job, NULL, &row, NULL), CATAPULT_STATUS_OK);
    }
    job_context_clear(&context);
    return row.value[SWEEP_STEPS];
}

static void test_patience(void **state)
{
    (void)state;
    /* at eta_crit: r -> -r keeps the loss constant up to rounding, but the run must continue; the same just above */
    assert_true(length_of("1crit", "300", "20", CATAPULT_MODEL_LINEAR) == 300);
    assert_true(length_of("1.000000001crit", "300", "20", CATAPULT_MODEL_LINEAR) == 300);
    /* a relative change of 2e-6 eta per step below 2 counts as no change, 2e-4 does not */
    assert_true(length_of("0.000001crit", "300", "20", CATAPULT_MODEL_LINEAR) < 60);
    assert_true(length_of("0.000001crit", "300", "0", CATAPULT_MODEL_LINEAR) == 300);
    assert_true(length_of("0.01crit", "300", "20", CATAPULT_MODEL_LINEAR) == 300);
    assert_true(length_of("0", "300", "20", CATAPULT_MODEL_QUADRATIC) == 20);
}

/* --- what every rank is at -------------------------------------------------------------------------------------------------- */

static int look_at_work(void *context, const char *what, double fraction)
{
    int *seen = context;
    size_t size;
    const char *text = sandbox_read(sandbox_path("at-work/unfinished.log"), &size);
    (void)what;
    (void)fraction;
    *seen += text && strstr(text, "unfinished: process 0 was at model ");
    return 0;
}

/* The note is on disk while the worker is busy, not only afterwards. */
static void test_at_work(void **state)
{
    (void)state;
    int seen = 0;
    size_t size;
    struct catapult_error err = {0};
    struct catapult_progress progress = {look_at_work, &seen};
    char folder[400];
    begin(NULL);
    sandbox_folder("at-work");
    sandbox_text("at-work/unfinished.log", "unfinished: rank 7 was at model x, eta 1, seed 3    \n      \n"); /* of a kill */
    snprintf(folder, sizeof folder, "%s", sandbox_path("at-work"));
    struct sweep_options how = {.out = folder, .progress = &progress, .team = team_processes(2)};
    assert_non_null(how.team);
    if (sweep_run(&sweep, &how, NULL, &err) != CATAPULT_STATUS_OK)
        fail_msg("%s", err.text);
    how.team->class->end(how.team);
    assert_true(seen > 0);
    assert_null(sandbox_read(sandbox_path("at-work/unfinished.log"), &size));
    assert_string_equal(sandbox_read(sandbox_path("at-work/failed.log"), &size),
                        "unfinished: rank 7 was at model x, eta 1, seed 3\n");
}

/* --- summary ---------------------------------------------------------------------------------------------------------------- */

static void test_summary(void **state)
{
    (void)state;
    struct sweep_row row[6];
    bool have[6] = {true, true, true, true, false, true};
    struct sweep_summary summary, back;
    struct catapult_error err;
    begin((const char *const[]){"compare=", NULL});
    assert_int_equal(sweep_set_etas(&sweep, "1crit,2crit", NULL), CATAPULT_STATUS_OK);
    assert_int_equal(sweep_set_seeds(&sweep, 3, NULL), CATAPULT_STATUS_OK);
    static const double loss[6] = {1, 7, 2, NAN, 6, 9}; /* seed by seed: 1crit, 2crit */
    for (int i = 0; i < 6; i++) {
        row[i] = some_row(1 + i / 2);
        row[i].value[SWEEP_BEST_TEST_LOSS] = loss[i];
        row[i].value[SWEEP_FINAL_TRAIN_LOSS] = i == 5 ? INFINITY : 3;
        row[i].phase = i % 2 ? CATAPULT_PHASE_DIVERGED : CATAPULT_PHASE_LAZY;
        row[i].outcome = i % 2 ? CATAPULT_OUTCOME_DIVERGED : i ? CATAPULT_OUTCOME_PERIODIC : CATAPULT_OUTCOME_EDGE;
        row[i].period = row[i].outcome == CATAPULT_OUTCOME_PERIODIC ? 2 * i : 0;
    }
    summary_make(&sweep, row, have, &summary);
    assert_int_equal(summary.count, 2);
    const struct sweep_mean *a = &summary.mean[0], *b = &summary.mean[1];
    assert_true(a->runs == 2 && a->diverged == 0 && a->asked.value == 1);
    assert_true(a->mean[SWEEP_BEST_TEST_LOSS] == 1.5 && a->error[SWEEP_BEST_TEST_LOSS] == 0.5); /* s/sqrt(2), s^2 = 1/2 */
    assert_true(a->outcomes[CATAPULT_OUTCOME_EDGE] == 1 && a->outcomes[CATAPULT_OUTCOME_PERIODIC] == 1);
    assert_true(b->runs == 3 && b->diverged == 3 && b->outcomes[CATAPULT_OUTCOME_DIVERGED] == 3);
    assert_true(b->mean[SWEEP_BEST_TEST_LOSS] == 8); /* of the two that have one */
    assert_true(isinf(b->mean[SWEEP_FINAL_TRAIN_LOSS]) && isnan(b->error[SWEEP_FINAL_TRAIN_LOSS]));
    assert_int_equal(summary_write(sandbox_path(""), &sweep, &summary, &err), CATAPULT_STATUS_OK);
    assert_int_equal(sweep_read_summary(sandbox_path(""), &back, &err), CATAPULT_STATUS_OK);
    assert_int_equal(back.count, 2);
    for (int i = 0; i < SWEEP_FIELDS; i++)
        for (size_t k = 0; k < 2; k++) {
            assert_memory_equal(&back.mean[k].mean[i], &summary.mean[k].mean[i], isnan(back.mean[k].mean[i]) ? 0 : 8);
            assert_int_equal(isnan(back.mean[k].error[i]), isnan(summary.mean[k].error[i]));
        }
    for (size_t k = 0; k < 2; k++)
        assert_memory_equal(back.mean[k].outcomes, summary.mean[k].outcomes, sizeof summary.mean[k].outcomes);
    assert_true(back.mean[1].asked.unit == CATAPULT_LR_CRIT && back.mean[1].asked.value == 2
                && back.mean[1].diverged == 3);
    sweep_summary_done(&summary);
    sweep_summary_done(&back);
    sandbox_text("summary.csv", "# x\nnames\nnetwork,1crit,2\n");
    assert_int_equal(sweep_read_summary(sandbox_path(""), &back, &err), CATAPULT_STATUS_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_grids),
        cmocka_unit_test(test_far_grids),
        cmocka_unit_test(test_grids_refused),
        cmocka_unit_test(test_models_and_seeds),
        cmocka_unit_test(test_shards),
        cmocka_unit_test(test_jobs),
        cmocka_unit_test(test_rows),
        cmocka_unit_test_setup_teardown(test_journal_cut_anywhere, sandbox_open, sandbox_close),
        cmocka_unit_test_setup_teardown(test_journal_taken_once, sandbox_open, sandbox_close),
        cmocka_unit_test_setup_teardown(test_journal_withdrawn, sandbox_open, sandbox_close),
        cmocka_unit_test_setup_teardown(test_at_work, sandbox_open, sandbox_close),
        cmocka_unit_test_setup_teardown(test_journal_of_other_kernels, sandbox_open, sandbox_close),
        cmocka_unit_test_setup_teardown(test_journals_refused, sandbox_open, sandbox_close),
        cmocka_unit_test(test_rows_of_runs),
        cmocka_unit_test(test_patience),
        cmocka_unit_test_setup_teardown(test_summary, sandbox_open, sandbox_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
