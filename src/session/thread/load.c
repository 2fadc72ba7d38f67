/* load.c - see worker.h: from settings to an experiment at w0, and back. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "session/thread/worker.h"

static int load_report(void *context, const char *what, double fraction)
{
    struct worker *w = context;
    char before[sizeof w->now.task];
    strcpy(before, w->now.task);
    worker_say(w, fraction, "%s", what);
    if (strcmp(before, w->now.task) == 0)
        worker_publish_soon(w);
    else
        worker_publish(w); /* the task may take long without reporting progress */
    return queue_interrupted(&w->queue);
}

static enum catapult_status load_eta_max(struct worker *w, struct catapult_error *err)
{
    while (eta_max_wanted(w)) {
        if (queue_interrupted(&w->queue))
            return catapult_error_set(err, CATAPULT_STATUS_CANCELLED, "cancelled while measuring eta_max");
        eta_max_slice(w);
    }
    return CATAPULT_STATUS_OK;
}

static enum catapult_status check_lr(const struct worker *w, const struct catapult_lr *lr, struct catapult_error *err)
{
    double eta;
    if (eta_value(w, lr, &eta))
        return CATAPULT_STATUS_OK;
    char text[64];
    catapult_lr_format(lr, text, sizeof text);
    if (lr->unit == CATAPULT_LR_MAX)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "eta = %s has no value here: eta_max cannot be measured",
                                  text);
    return catapult_error_set(err, CATAPULT_STATUS_INPUT, "eta = %s has no value here: lambda_1(0) is %g", text,
                              catapult_experiment_lambda_1(w->experiment));
}

/* Makes sure that every learning rate the run will need has a value: the one it begins with, and the schedule's. */
static enum catapult_status prepare_lr(struct worker *w, struct catapult_error *err)
{
    struct catapult_settings asked = w->settings;
    asked.eta = w->run->node->meant;
    bool measure = catapult_settings_need_eta_max(&asked);
    enum catapult_status status = measure ? load_eta_max(w, err) : CATAPULT_STATUS_OK;
    if (status == CATAPULT_STATUS_OK)
        status = check_lr(w, &asked.eta, err);
    for (int i = 0; i < w->settings.n_schedule && status == CATAPULT_STATUS_OK; i++)
        status = check_lr(w, &w->settings.schedule[i].eta, err);
    return status;
}

static enum catapult_status load_prepare(struct worker *w, struct catapult_error *err)
{
    w->now.lambda_1 = catapult_experiment_lambda_1(w->experiment);
    for (int i = 0; i < catapult_experiment_models(w->experiment); i++)
        w->now.eta_max_proved[i] = catapult_experiment_eta_max(w->experiment, i);
    eta_ms_begin(w);
    if (!checkpoints_begin(&w->checkpoints, w->experiment))
        return catapult_error_set(err, CATAPULT_STATUS_NOMEM, "no memory for a copy of the state (%zu bytes)",
                                  catapult_experiment_state_size(w->experiment));
    return prepare_lr(w, err);
}

static enum catapult_status load(struct worker *w, struct catapult_error *err)
{
    struct catapult_progress progress = {load_report, w};
    enum catapult_status status = w->load(&w->settings, &w->data, &progress, err);
    if (status == CATAPULT_STATUS_OK && queue_interrupted(&w->queue))
        status = catapult_error_set(err, CATAPULT_STATUS_CANCELLED, "cancelled after loading the data");
    if (status == CATAPULT_STATUS_OK)
        status = catapult_experiment_new(&w->experiment, &w->settings, w->data, &progress, err);
    return status == CATAPULT_STATUS_OK ? load_prepare(w, err) : status;
}

static void load_begin(struct worker *w)
{
    w->now.n = w->data->n;
    w->now.n_test = w->data->n_test;
    w->now.d = w->data->d;
    w->now.outputs = w->data->outputs;
    memcpy(w->now.image, w->data->image, sizeof w->now.image);
    worker_say(w, -1, "%s", "");
    travel_begin(w);
}

void load_run(struct worker *w)
{
    w->now.message[0] = '\0';
    worker_say(w, -1, "loading");
    load_free(w);
    struct catapult_error err = {.text = ""};
    enum catapult_status status = load(w, &err);
    if (status == CATAPULT_STATUS_OK) {
        load_begin(w);
        return;
    }
    if (queue_interrupted(&w->queue))
        w->state = WORKER_INTERRUPTED;
    else
        worker_fail(w, "%s", err.text[0] ? err.text : catapult_status_text(status));
    load_free(w);
}

void load_free(struct worker *w)
{
    eta_forget(w);
    runs_alone(w);
    w->steps = worker_running(w) ? STEPS_UNLIMITED : 0;
    w->now.n = w->now.n_test = w->now.d = w->now.outputs = 0;
    w->now.t = 0;
    w->now.lambda_1 = 0;
    board_open(&w->board);
    board_restart(&w->board, 0, 0);
    worker_show(w);
    board_close(&w->board);
    checkpoints_done(&w->checkpoints);
    probes_forget(w);
    catapult_experiment_free(w->experiment);
    catapult_dataset_free(w->data);
    w->experiment = NULL;
    w->data = NULL;
}

/* A recording may name a learning rate in units of an eta_max that has not been measured here yet. */
static bool measured_for(struct worker *w, const struct catapult_lr *lr)
{
    double eta;
    return lr->unit != CATAPULT_LR_MAX || (load_eta_max(w, NULL) == CATAPULT_STATUS_OK && eta_value(w, lr, &eta));
}

void load_restart(struct worker *w, bool next_seed)
{
    bool load = next_seed || !worker_loaded(w);
    if (next_seed)
        w->settings.seed = w->settings.seed < INT32_MAX ? w->settings.seed + 1 : 0;
    if (w->eta.pending == PENDING_RESTART || (load && w->eta.pending != PENDING_NONE)) {
        run_begin_with(w, &w->eta.lr);
        w->eta.pending = PENDING_NONE;
    }
    if (load)
        w->state = WORKER_LOAD; /* measures eta_max first if the learning rate needs it */
    else if (measured_for(w, &w->run->node->meant))
        travel_restart(w);
    else
        eta_say(w, &w->run->node->meant, -1, "no value here for");
}
