/* link.c - see link.h. */
#include "tui/lab/link.h"

#include <math.h>
#include <string.h>

#include "tui/lab/lab.h"

void link_init(struct link *link, const struct lab_options *options)
{
    *link = (struct link){
        .running = !options->paused, .tape = options->tape, .memory = options->memory, .history = options->history};
    link->snapshot.state = SESSION_LOADING;
    link->snapshot.fraction = -1;
    link->snapshot.rate = options->rate;
}

/* --- sessions --------------------------------------------------------------------------------------------------- */

/* Starts the new session: recorded and playing from its first step, at the rate shown. */
static void start_session(struct link *link)
{
    if (link->recorder)
        session_listen(link->session, tape_hear, link->recorder);
    if (link->tape)
        session_play(link->session, link->tape->parts[link->part].events, link->tape->parts[link->part].count);
    session_set_budget(link->session, link->memory);
    if (link->history)
        session_set_history(link->session, link->history);
    session_set_rate(link->session, link->snapshot.rate);
    if (link->unmeasured)
        session_measure(link->session, false);
    link->sent = link->harmless = 2 + link->unmeasured + (link->history > 0) + (link->recorder != NULL) + (link->tape != NULL);
    session_start(link->session);
}

enum catapult_status link_begin(struct link *link, const struct catapult_settings *settings, session_loader load,
                                const struct lab_options *options, bool running, struct catapult_error *err)
{
    link->load = load;
    link->running = running;
    if (options->record && tape_create(&link->recorder, options->record, settings, err) != CATAPULT_STATUS_OK)
        return err->code;
    link->session = session_new(settings, load, running);
    if (!link->session)
        return catapult_error_set(err, CATAPULT_STATUS_NOMEM, "no memory or no thread for the laboratory");
    start_session(link);
    return CATAPULT_STATUS_OK;
}

enum catapult_status link_end(struct link *link, enum catapult_status status, struct catapult_error *err)
{
    struct catapult_error why;
    session_stop(link->session);
    if (tape_close(link->recorder, &why) == CATAPULT_STATUS_OK || status != CATAPULT_STATUS_OK)
        return status;
    *err = why;
    return why.code;
}

bool link_reopen(struct link *link, const struct catapult_settings *settings, bool running)
{
    struct session *fresh = session_new(settings, link->load, running);
    if (!fresh)
        return false;
    session_stop(link->session);
    link->session = fresh;
    link->running = running;
    link->reopened++;
    if (link->recorder)
        tape_settings(link->recorder, settings);
    memset(&link->asked, 0, sizeof link->asked);
    memset(&link->probes, 0, sizeof link->probes);
    link->wanted = 0; /* a new session has no wanted probes */
    link->snapshot = (struct snapshot){.state = SESSION_LOADING, .fraction = -1, .rate = link->snapshot.rate};
    start_session(link);
    return true;
}

const struct catapult_settings *link_next_part(struct link *link)
{
    enum script_state script = link->snapshot.script;
    if (!link->tape || link_pending(link) || script == SCRIPT_PLAYING)
        return NULL;
    if (script != SCRIPT_ENDED || link->part + 1 == link->tape->count) {
        link->tape = NULL;
        return NULL;
    }
    link->part++;
    return &link->tape->parts[link->part].settings;
}

void link_stop_playing(struct link *link)
{
    link->tape = NULL;
}

/* --- state ------------------------------------------------------------------------------------------------------ */

/* Applies the pending commands to the snapshot; forgets them once they are answered. */
static void expect(struct link *link)
{
    struct snapshot *snapshot = &link->snapshot;
    bool loaded = snapshot->state == SESSION_RUNNING || snapshot->state == SESSION_PAUSED;
    if (!link_pending(link)) {
        link->asked.eta_set = link->asked.rate_set = link->asked.running_set = false;
        link->asked.name = '\0';
        link->asked.runs = 0;
        if (snapshot->t <= link->asked.t) /* otherwise a jump back is still in progress */
            link->asked.t_set = false;
        if (loaded) /* it may have stopped by itself */
            link->running = snapshot->state == SESSION_RUNNING;
        return;
    }
    if (link->asked.eta_set)
        snapshot->eta = link->asked.eta;
    if (link->asked.rate_set)
        snapshot->rate = link->asked.rate;
    if (link->asked.running_set && loaded)
        snapshot->state = link->running ? SESSION_RUNNING : SESSION_PAUSED;
}

bool link_fetch(struct link *link, struct catapult_history *histories)
{
    if (!session_fetch(link->session, &link->snapshot, histories))
        return false;
    for (int i = 0; i < PROBE_COUNT; i++)
        if (link->wanted >> i & 1)
            session_probe(link->session, (enum probe_kind)i, probes_member(&link->probes, (enum probe_kind)i));
    expect(link);
    return true;
}

bool link_pending(const struct link *link)
{
    return link->snapshot.applied < link->sent;
}

bool link_failed(const struct link *link)
{
    return link->snapshot.state == SESSION_FAILED && link->reopened == 0;
}

bool link_over(const struct link *link)
{
    for (int i = 0; i < link->snapshot.models; i++)
        if (!link->snapshot.diverged[i])
            return false;
    return true;
}

bool link_at_rest(const struct link *link, long goal)
{
    const struct snapshot *s = &link->snapshot;
    if (s->state == SESSION_FAILED)
        return true;
    if (s->models == 0 || link_pending(link) || link->running || link->asked.t_set || s->travelling)
        return false;
    return s->t >= goal || link_over(link);
}

long link_t(const struct link *link)
{
    return link->asked.t_set ? link->asked.t : link->snapshot.t;
}

char link_name(const struct link *link)
{
    const struct snapshot *s = &link->snapshot;
    return link->asked.name ? link->asked.name : s->runs > 0 ? s->run[s->focus].name : 'A';
}

int link_runs(const struct link *link)
{
    return link->snapshot.runs > link->asked.runs ? link->snapshot.runs : link->asked.runs;
}

int link_run_index(const struct link *link, char name)
{
    for (int i = 0; i < link->snapshot.runs; i++)
        if (link->snapshot.run[i].name == name)
            return i;
    return -1;
}

unsigned long link_changes(const struct link *link)
{
    return link->sent - link->harmless;
}

/* --- commands --------------------------------------------------------------------------------------------------- */

/* Call it after a command that runs or pauses. */
static void expect_running(struct link *link, bool running)
{
    link->sent++;
    link->asked.running_set = true;
    link->running = running;
    expect(link);
}

/* Call it after a command that pauses and moves the run elsewhere. name: the run that will be in focus; 0: unchanged or
 * not known yet. */
static void expect_elsewhere(struct link *link, char name)
{
    expect_running(link, false);
    link->asked.t_set = link->asked.eta_set = false;
    link->asked.name = name;
}

void link_run(struct link *link, bool running)
{
    session_run(link->session, running);
    expect_running(link, running);
    link->asked.t_set = false;
}

void link_forward(struct link *link, int steps)
{
    session_forward(link->session, steps);
    expect_running(link, false);
    link->asked.t_set = false;
}

void link_goto(struct link *link, long t)
{
    session_goto(link->session, t);
    expect_running(link, false);
    link->asked.t_set = true;
    link->asked.t = t;
}

void link_fork(struct link *link, long t)
{
    session_fork(link->session, t);
    expect_elsewhere(link, '\0');
    link->asked.runs = link_runs(link) + 1;
}

void link_focus(struct link *link, char name)
{
    session_focus(link->session, name);
    expect_elsewhere(link, name);
}

void link_delete(struct link *link, char name)
{
    bool focus = name == link_name(link);
    session_delete(link->session, name);
    if (focus)
        expect_elsewhere(link, '\0');
    else
        link->sent++;
}

void link_undo(struct link *link, bool redo)
{
    if (redo)
        session_redo(link->session);
    else
        session_undo(link->session);
    expect_elsewhere(link, '\0');
}

void link_restart(struct link *link, bool next_seed)
{
    session_restart(link->session, next_seed);
    link->sent++;
    link->asked.eta_set = link->asked.t_set = false;
}

void link_set_rate(struct link *link, double rate)
{
    session_set_rate(link->session, rate);
    link->sent++;
    link->harmless++;
    link->asked.rate_set = true;
    link->asked.rate = rate;
    expect(link);
}

void link_set_eta(struct link *link, const struct catapult_lr *lr, double eta)
{
    session_set_lr(link->session, lr);
    link->sent++;
    link->asked.eta_set = !isnan(eta);
    link->asked.eta = eta;
    expect(link);
}

void link_want(struct link *link, unsigned probes, int model)
{
    if (probes == link->wanted && model == link->wanted_model)
        return;
    session_want(link->session, probes, model);
    link->sent++;
    link->harmless++;
    link->wanted = probes;
    link->wanted_model = model;
}

void link_suspend(const struct link *link)
{
    if (link->running)
        session_run(link->session, false);
}

void link_resume(struct link *link)
{
    if (link->running)
        session_run(link->session, true);
    link->sent += link->running ? 2 : 0;
}
