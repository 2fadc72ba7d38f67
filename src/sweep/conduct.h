/* conduct.h - a sweep in progress: what its parts share.
 *
 * conduct.c   sweep_run: its phases, one after the other
 * adopt.c     which row of a journal belongs to which job
 * hand_out.c  gives jobs to workers, handles their replies, prints messages
 * slots.c     keeps on disk what every worker is doing */
#ifndef SWEEP_CONDUCT_H
#define SWEEP_CONDUCT_H

#include "sweep/folder.h"
#include "sweep/row.h"
#include "sweep/team.h"

enum job_state { JOB_OPEN, JOB_GIVEN, JOB_DONE, JOB_FAILED, JOB_FOREIGN /* another shard's */ };

/* What a worker is doing. */
struct hand {
    long task; /* a job, or while measuring a seed; -1: nothing */
    int seed;  /* the last one it worked for; -1: none */
    double fraction;
    bool lost;
};

struct conduct {
    const struct sweep *sweep;
    const struct sweep_options *options;
    struct sweep_outcome *outcome;
    struct journal journal;
    struct team *team;
    bool own_team;
    long jobs;
    enum job_state *state;      /* (jobs) */
    bool *have;             /* (jobs): it has a row */
    struct sweep_row *row;  /* (jobs) */
    long *left;             /* (seeds): open jobs */
    double *eta_max;        /* (seeds) */
    bool *unfit;            /* (seeds): eta_max could not be measured */
    struct hand *hand;      /* (workers) */
    bool measuring;
    long todo, done;        /* tasks of the current phase */
    long said;
    int slots;              /* unfinished.log; -1: none */
    struct job *job;        /* the one being handed out */
};

/* --- adopt.c --- */

/* Stores the row of a job. */
void keep_row(struct conduct *conduct, long job, const struct sweep_row *row);

/* Matches the rows of our own journal.  A row that belongs to no job, or a second row of a job, was not written by
 * this sweep: CATAPULT_STATUS_INPUT. */
enum catapult_status adopt_rows(struct conduct *conduct, const struct sweep_rows *rows, struct catapult_error *err);

/* Appends the rows of shards to our journal, unless they are in it already. */
enum catapult_status take_rows(struct conduct *conduct, struct sweep_rows *rows, struct catapult_error *err);

/* --- hand_out.c --- */

/* Runs one phase: all tasks counted in `left`.  CATAPULT_STATUS_CANCELLED if interrupted; CATAPULT_STATUS_IO if no
 * worker is left. */
enum catapult_status work_off(struct conduct *conduct, struct catapult_error *err);

/* Appends a line to the folder's failed.log. */
void log_line(struct conduct *conduct, const char *text);

/* --- slots.c: called around a phase, if the team is not our own --- */

/* Opens the file; lines left by an interrupted sweep are moved to failed.log.  Works without the file if it cannot be
 * opened. */
void slots_begin(struct conduct *conduct);
void slots_note(struct conduct *conduct, int worker, const char *text); /* "": nothing */
void slots_end(struct conduct *conduct);

#endif
