/* load.c - see worker.h: from settings to an experiment at w0, and back. */
#include <math.h>
#include <stdarg.h>
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

/* Whether eta_max must be measured.  The run begins with the learning rate last set by hand, if there is one. */
static bool needs_eta_max(const struct worker *w)
{
    struct catapult_settings asked = w->settings;
    asked.eta = w->run->lr;
    return catapult_settings_need_eta_max(&asked);
}

static enum catapult_status load_eta_max(struct worker *w, struct catapult_error *err)
{
    while (bound_wanted(w)) {
        if (queue_interrupted(&w->queue))
            return catapult_error_set(err, CATAPULT_STATUS_CANCELLED, "cancelled while measuring eta_max");
        bound_slice(w);
    }
    return CATAPULT_STATUS_OK;
}

static enum catapult_status check_lr(const struct worker *w, const struct catapult_lr *lr, struct catapult_error *err)
{
    double eta;
    if (bound_resolve(w, lr, &eta))
        return CATAPULT_STATUS_OK;
    char text[64];
    catapult_lr_format(lr, text, sizeof text);
    if (lr->unit == CATAPULT_LR_MAX)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "eta = %s has no value here: eta_max cannot be measured",
                                  text);
    return catapult_error_set(err, CATAPULT_STATUS_INPUT, "eta = %s has no value here: lambda_1(0) is %g", text,
                              catapult_experiment_lambda_1(w->experiment));
}

/* Makes sure that every learning rate the run will need has a value. */
static enum catapult_status prepare_lr(struct worker *w, struct catapult_error *err)
{
    enum catapult_status status = needs_eta_max(w) ? load_eta_max(w, err) : CATAPULT_STATUS_OK;
    if (status == CATAPULT_STATUS_OK)
        status = check_lr(w, &w->run->lr, err);
    for (int i = 0; i < w->settings.n_schedule && status == CATAPULT_STATUS_OK; i++)
        status = check_lr(w, &w->settings.schedule[i].eta, err);
    return status;
}

static enum catapult_status load_prepare(struct worker *w, struct catapult_error *err)
{
    w->now.lambda_1 = catapult_experiment_lambda_1(w->experiment);
    for (int i = 0; i < catapult_experiment_models(w->experiment); i++)
        w->now.eta_max_proved[i] = catapult_experiment_eta_max(w->experiment, i);
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
    load_undo(w);
    struct catapult_error err = {.text = ""};
    enum catapult_status status = load(w, &err);
    if (status == CATAPULT_STATUS_OK)
        load_begin(w);
    else if (queue_interrupted(&w->queue)) {
        w->state = WORKER_INTERRUPTED;
        load_undo(w);
    } else
        load_fail(w, "%s", err.text[0] ? err.text : catapult_status_text(status));
}

void load_undo(struct worker *w)
{
    bound_forget(w);
    runs_alone(w);
    w->steps = worker_running(w) ? STEPS_UNLIMITED : 0;
    w->now.n = w->now.n_test = w->now.d = w->now.outputs = 0;
    w->now.t = 0;
    w->now.lambda_1 = w->now.eta = 0;
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

void load_fail(struct worker *w, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(w->now.message, sizeof w->now.message, format, arguments);
    va_end(arguments);
    w->state = WORKER_FAILED;
    worker_say(w, -1, "%s", "");
    load_undo(w);
}
