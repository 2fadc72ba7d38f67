/* eta_grid.c - see eta_grid.h. */
#include "core/experiment/eta_grid.h"

#include <math.h>

enum { IN_A_ROW = 3, FARTHEST = 128, SMALLEST = 1024, TYPICAL = 20 /* runs of a search */ };
static const double ratio = 1.1, close_enough = 1.01;

/* Just below eta: exactly there a run takes as long as its width to come down. */
void eta_grid_begin(struct eta_grid *g, double eta)
{
    *g = (struct eta_grid){.first_failure = INFINITY, .loss = NAN, .first = eta / sqrt(ratio)};
    g->trial = g->first;
}

static void note_failure(struct eta_grid *g, const struct eta_grid_ending *ending)
{
    g->first_failure = g->trial;
    g->outcome = ending->outcome;
    g->loss = ending->loss;
}

static void note_going_up(struct eta_grid *g, const struct eta_grid_ending *ending)
{
    bool before = isinf(g->first_failure);
    g->failures = ending->converges ? 0 : g->failures + 1;
    if (!ending->converges && before)
        note_failure(g, ending);
    else if (ending->converges && before)
        g->eta_max = g->trial;
    else if (ending->converges && g->holes < CATAPULT_ETA_HOLES)
        g->hole[g->holes++] = g->trial;
}

/* Down from the first rate of the grid, or to the mean of what converges and what fails. */
static void leave_grid(struct eta_grid *g)
{
    if (g->eta_max == 0) {
        g->trial = (g->way == ETA_GRID_DOWN ? g->trial : g->first) / ratio;
        g->way = ETA_GRID_DOWN;
        g->done = !(g->trial > g->first / SMALLEST);
        return;
    }
    g->way = ETA_GRID_BETWEEN;
    g->trial = sqrt(g->eta_max * g->first_failure);
    g->done = isinf(g->first_failure) || g->first_failure <= close_enough * g->eta_max;
}

void eta_grid_note(struct eta_grid *g, const struct eta_grid_ending *ending)
{
    if (g->way == ETA_GRID_UP) {
        note_going_up(g, ending);
        if (g->failures < IN_A_ROW && g->trial * ratio <= FARTHEST * g->first) {
            g->trial *= ratio;
            return;
        }
    } else if (ending->converges) {
        g->eta_max = g->trial;
    } else {
        note_failure(g, ending);
    }
    leave_grid(g);
}

double eta_grid_fraction(const struct eta_grid *g, double runs)
{
    return g->done ? 1 : runs / (runs + (g->way == ETA_GRID_BETWEEN ? 3 : TYPICAL));
}
