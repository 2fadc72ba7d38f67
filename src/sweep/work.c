/* work.c - a job from a worker's side; see team.h. */
#include <stdio.h>

#include "sweep/team.h"

void team_work(struct job_context *context, const struct job *job, const struct catapult_progress *listen,
               struct reply *reply)
{
    struct catapult_error err;
    reply->job = job->index;
    if (job_context_prepare(context, job, listen, &err) != CATAPULT_STATUS_OK) {
        reply->kind = REPLY_UNFIT;
    } else if (job->measure) {
        reply->kind = REPLY_ETA_MAX;
        if (job_context_measure(context, listen, &reply->eta_max, &err) == CATAPULT_STATUS_OK)
            return;
        reply->kind = REPLY_UNFIT; /* no job of this seed has a value for units of eta_max */
    } else {
        reply->kind = REPLY_ROW;
        if (job_context_run(context, job, listen, &reply->row, &err) == CATAPULT_STATUS_OK)
            return;
        reply->kind = REPLY_FAILED;
    }
    snprintf(reply->text, sizeof reply->text, "%s", err.text);
}
