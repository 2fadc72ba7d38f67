/* lab_others.c - the other runs on the screen: the waiting runs, their differences from the run in focus, and the run
 * that a restart ended. */
#include <math.h>

#include "tui/lab/lab_state.h"

void lab_others_init(struct lab *lab)
{
    for (int k = 0; k < RUNS_MAX; k++) {
        struct lab_other *other = &lab->others[k];
        *other = (struct lab_other){0};
        for (int i = 0; i < CATAPULT_MODEL_COUNT; i++) {
            catapult_history_init(&other->histories[i], lab->settings->spectrum.top);
            digest_init(&other->digests[i]);
        }
        catapult_history_init(&other->difference, 1);
        digest_init(&other->difference_digest);
    }
}

void lab_others_done(struct lab *lab)
{
    for (int k = 0; k < RUNS_MAX; k++) {
        struct lab_other *other = &lab->others[k];
        for (int i = 0; i < CATAPULT_MODEL_COUNT; i++) {
            catapult_history_done(&other->histories[i]);
            digest_done(&other->digests[i]);
        }
        catapult_history_done(&other->difference);
        digest_done(&other->difference_digest);
    }
}

void lab_take_ghost(struct lab *lab)
{
    const struct snapshot *s = &lab->snapshot;
    lab->ghost_of = s->runs > 0 ? s->run[s->focus].name : 'A';
    for (int i = 0; i < CATAPULT_MODEL_COUNT; i++)
        digest_follow(&lab->ghost_digests[i], &lab->ghosts[i], NULL, true);
}

static void see_ghost(struct lab *lab)
{
    struct view *view = &lab->view;
    const struct snapshot *s = &lab->snapshot;
    const struct catapult_history *ghost = &lab->ghosts[view->focus];
    bool own = s->runs < 2 || s->run[s->focus].name == lab->ghost_of;
    view->ghost = ghost->length > 0 && own ? ghost : NULL;
    view->ghost_digest = view->ghost ? &lab->ghost_digests[view->focus] : NULL;
}

/* Updates one waiting run.  If its rows are no longer available, it is shown without them. */
static void see_other(struct lab *lab, int index)
{
    struct lab_other *other = &lab->others[index];
    const struct run_summary *line = &lab->snapshot.run[index];
    struct run_rows *rows = &lab->view.others[index];
    if (other->stamp != line->stamp) {
        for (int i = 0; i < CATAPULT_MODEL_COUNT; i++)
            catapult_history_truncate(&other->histories[i], 0);
        other->stamp = session_rows(lab->session, index, line->stamp, other->histories) ? line->stamp : 0;
        for (int i = 0; i < lab->snapshot.models; i++)
            digest_follow(&other->digests[i], &other->histories[i], NULL, true);
    }
    *rows = (struct run_rows){.known = other->stamp != 0, .histories = other->histories, .digests = other->digests};
}

static void push_difference(struct catapult_history *out, const struct catapult_history *a,
                            const struct catapult_history *b)
{
    size_t t = out->length;
    struct catapult_measure m = {NAN, NAN, NAN, NAN, NAN, .phase = CATAPULT_PHASE_LAZY};
    m.train_loss = fabs(catapult_history_get(a, CATAPULT_FIELD_TRAIN_LOSS, t)
                        - catapult_history_get(b, CATAPULT_FIELD_TRAIN_LOSS, t));
    m.lambda[0] = catapult_history_get(a, CATAPULT_FIELD_LAMBDA, t) - catapult_history_get(b, CATAPULT_FIELD_LAMBDA, t);
    catapult_history_push(out, 0, &m);
}

/* The difference is computed again only if one of the two runs has changed. */
static void see_difference(struct lab *lab, int index)
{
    struct lab_other *other = &lab->others[index];
    struct run_rows *rows = &lab->view.others[index];
    int model = lab->view.focus;
    const struct catapult_history *a = &other->histories[model], *b = &lab->histories[model];
    size_t length = a->length < b->length ? a->length : b->length;
    bool anew = other->of.stamp != other->stamp || other->of.epoch != lab->snapshot.epoch || other->of.model != model;
    if (anew)
        catapult_history_truncate(&other->difference, 0);
    while (other->difference.length < length) {
        size_t before = other->difference.length;
        push_difference(&other->difference, a, b);
        if (other->difference.length == before)
            break; /* no memory: the difference ends here */
    }
    digest_follow(&other->difference_digest, &other->difference, NULL, anew);
    other->of.stamp = other->stamp;
    other->of.epoch = lab->snapshot.epoch;
    other->of.model = model;
    rows->difference = &other->difference;
    rows->difference_digest = &other->difference_digest;
}

void lab_see_others(struct lab *lab)
{
    const struct snapshot *s = &lab->snapshot;
    struct view *view = &lab->view;
    bool shown = view->compare != COMPARE_NONE || view->screen == SCREEN_RUNS;
    see_ghost(lab);
    for (int i = 0; i < RUNS_MAX; i++) {
        view->others[i].known = false;
        if (!shown || i >= s->runs || i == s->focus)
            continue;
        see_other(lab, i);
        if (view->compare == COMPARE_DIFFERENCE && view->others[i].known)
            see_difference(lab, i);
    }
}
