/* pace.c - see pace.h. */
#include "session/thread/pace.h"

#include <string.h>

#include "base/clock.h"

static const int64_t forgiven = CLOCK_SECOND / 10, apart = CLOCK_SECOND / 16, window = 2 * CLOCK_SECOND;
static const double longest_period = 1e15; /* ns, eleven days: any sum with a clock reading still fits */

static int64_t period(const struct pace *pace)
{
    double wanted = 1e9 / pace->rate;
    return (int64_t)(wanted < longest_period ? wanted : longest_period);
}

void pace_start(struct pace *pace, int64_t now)
{
    pace->due = pace->last = now;
    pace->steps = 0;
    pace->marks = 0;
}

void pace_set_rate(struct pace *pace, double rate, int64_t now)
{
    pace->rate = rate > 0 ? rate : 0;
    pace->marks = 0;
    pace->due = now;
    if (pace->rate > 0 && pace->steps > 0)
        pace->due = pace->last + period(pace);
}

int64_t pace_due(const struct pace *pace)
{
    return pace->rate > 0 ? pace->due : 0;
}

static void drop_oldest(struct pace *pace)
{
    pace->marks--;
    memmove(pace->mark, pace->mark + 1, (size_t)pace->marks * sizeof pace->mark[0]);
}

void pace_step(struct pace *pace, int64_t now)
{
    pace->steps++;
    pace->last = now;
    if (pace->rate > 0) {
        pace->due += period(pace);
        if (pace->due < now - forgiven)
            pace->due = now;
    }
    if (pace->marks > 0 && now - pace->mark[pace->marks - 1].time < apart)
        return;
    if (pace->marks == PACE_MARKS)
        drop_oldest(pace);
    pace->mark[pace->marks].time = now;
    pace->mark[pace->marks].steps = pace->steps;
    pace->marks++;
    while (pace->marks > 2 && now - pace->mark[0].time > window)
        drop_oldest(pace);
}

double pace_measured(const struct pace *pace)
{
    if (pace->marks < 2)
        return 0;
    int64_t time = pace->mark[pace->marks - 1].time - pace->mark[0].time;
    long steps = pace->mark[pace->marks - 1].steps - pace->mark[0].steps;
    return (double)steps / ((double)time * 1e-9);
}
