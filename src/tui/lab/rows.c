/* rows.c - see rows.h. */
#include "tui/lab/rows.h"

#include <math.h>

#include "tui/lab/link.h"

static void model_rows_init(struct model_rows *rows, int top)
{
    for (int i = 0; i < CATAPULT_MODEL_COUNT; i++) {
        catapult_history_init(&rows->histories[i], top);
        pyramid_init(&rows->pyramids[i]);
    }
}

static void model_rows_done(struct model_rows *rows)
{
    for (int i = 0; i < CATAPULT_MODEL_COUNT; i++) {
        catapult_history_done(&rows->histories[i]);
        pyramid_done(&rows->pyramids[i]);
    }
}

void rows_init(struct rows *rows, int top)
{
    *rows = (struct rows){0};
    model_rows_init(&rows->focus, top);
    model_rows_init(&rows->ghost, top);
    for (int k = 0; k < RUNS_MAX; k++) {
        model_rows_init(&rows->waiting[k].rows, top);
        catapult_history_init(&rows->waiting[k].difference, 1);
        pyramid_init(&rows->waiting[k].difference_pyramid);
    }
}

void rows_done(struct rows *rows)
{
    model_rows_done(&rows->focus);
    model_rows_done(&rows->ghost);
    for (int k = 0; k < RUNS_MAX; k++) {
        model_rows_done(&rows->waiting[k].rows);
        catapult_history_done(&rows->waiting[k].difference);
        pyramid_done(&rows->waiting[k].difference_pyramid);
    }
}

void rows_reset(struct rows *rows, int top)
{
    rows_done(rows);
    rows_init(rows, top);
}

bool rows_fetch(struct rows *rows, struct link *link, const struct catapult_settings *settings)
{
    struct catapult_outcome_rules rules = catapult_outcome_rules_of(settings);
    const struct snapshot *s = &link->snapshot;
    unsigned long epoch = s->epoch, restarts = s->restarts;
    if (!link_fetch(link, rows->focus.histories))
        return false;
    for (int i = 0; i < s->models; i++)
        pyramid_follow(&rows->focus.pyramids[i], &rows->focus.histories[i], &rules, s->epoch != epoch);
    if (s->restarts != restarts && session_ghost(link->session, rows->ghost.histories)) {
        rows->ghost_of = s->runs > 0 ? s->run[s->focus].name : 'A';
        for (int i = 0; i < CATAPULT_MODEL_COUNT; i++)
            pyramid_follow(&rows->ghost.pyramids[i], &rows->ghost.histories[i], NULL, true);
    }
    return true;
}

/* Updates one waiting run.  If its rows are no longer available, it is shown without them. */
static void show_waiting(struct waiting *waiting, const struct link *link, int index, struct run_rows *out)
{
    unsigned long stamp = link->snapshot.run[index].stamp;
    struct model_rows *rows = &waiting->rows;
    if (waiting->stamp != stamp) {
        for (int i = 0; i < CATAPULT_MODEL_COUNT; i++)
            catapult_history_truncate(&rows->histories[i], 0);
        waiting->stamp = session_rows(link->session, index, stamp, rows->histories) ? stamp : 0;
        for (int i = 0; i < link->snapshot.models; i++)
            pyramid_follow(&rows->pyramids[i], &rows->histories[i], NULL, true);
    }
    *out = (struct run_rows){.known = waiting->stamp != 0, .histories = rows->histories, .pyramids = rows->pyramids};
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
static void show_difference(struct waiting *waiting, const struct catapult_history *focus, unsigned long epoch,
                            int model, struct run_rows *out)
{
    const struct catapult_history *own = &waiting->rows.histories[model];
    size_t length = own->length < focus->length ? own->length : focus->length;
    bool changed = waiting->of.stamp != waiting->stamp || waiting->of.epoch != epoch || waiting->of.model != model;
    if (changed)
        catapult_history_truncate(&waiting->difference, 0);
    while (waiting->difference.length < length) {
        size_t before = waiting->difference.length;
        push_difference(&waiting->difference, own, focus);
        if (waiting->difference.length == before)
            break; /* no memory: the difference ends here */
    }
    pyramid_follow(&waiting->difference_pyramid, &waiting->difference, NULL, changed);
    waiting->of.stamp = waiting->stamp;
    waiting->of.epoch = epoch;
    waiting->of.model = model;
    out->difference = &waiting->difference;
    out->difference_pyramid = &waiting->difference_pyramid;
}

void rows_show(struct rows *rows, const struct link *link, struct view *view)
{
    const struct snapshot *s = &link->snapshot;
    const struct catapult_history *ghost = &rows->ghost.histories[view->focus];
    bool ghost_shown = ghost->length > 0 && (s->runs < 2 || s->run[s->focus].name == rows->ghost_of);
    bool others_shown = view->compare != COMPARE_NONE || view->screen == SCREEN_RUNS;
    view->ghost = ghost_shown ? ghost : NULL;
    view->ghost_pyramid = ghost_shown ? &rows->ghost.pyramids[view->focus] : NULL;
    for (int i = 0; i < RUNS_MAX; i++) {
        struct run_rows *out = &view->others[i];
        *out = (struct run_rows){0};
        if (!others_shown || i >= s->runs || i == s->focus)
            continue;
        show_waiting(&rows->waiting[i], link, i, out);
        if (view->compare == COMPARE_DIFFERENCE && out->known)
            show_difference(&rows->waiting[i], &rows->focus.histories[view->focus], s->epoch, view->focus, out);
    }
}
