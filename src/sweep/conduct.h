/* conduct.h - a sweep under way: what its parts share.
 *
 * conduct.c   sweep_run: its phases, one after the other
 * adopt.c     which row of a journal belongs to which job
 * hand_out.c  who gets which job next, what comes of it, and what is said on the way
 * slots.c     what every worker is at, on the disk */
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
    const struct sweep_way *way;
    struct sweep_outcome *outcome;
    struct journal journal;
    struct team *team;
    bool own_team;
    long jobs;
    enum job_state *state;      /* (jobs) */
    bool *have;             /* (jobs): there is a row */
    struct sweep_row *row;  /* (jobs) */
    long *left;             /* (seeds): open jobs */
    double *eta_max;        /* (seeds) */
    bool *unfit;            /* (seeds): eta_max is known not to be had */
    struct hand *hand;      /* (workers) */
    bool measuring;
    long todo, done;        /* tasks of the present phase */
    long said;
    int slots;              /* unfinished.log; -1: none */
    struct job *job;        /* the one being handed out */
};

/* --- adopt.c --- */

/* A row for a job. */
void keep_row(struct conduct *conduct, long job, const struct sweep_row *row);

/* Rows of our own journal: one that is no job's, or there twice, was not put there by us (CATAPULT_STATUS_INPUT). */
enum catapult_status adopt_rows(struct conduct *conduct, const struct sweep_rows *rows, struct catapult_error *err);

/* Rows of shards are appended to our journal, unless it has them. */
enum catapult_status take_rows(struct conduct *conduct, struct sweep_rows *rows, struct catapult_error *err);

/* --- hand_out.c --- */

/* One phase: all tasks that `left` counts.  CATAPULT_STATUS_CANCELLED if interrupted; CATAPULT_STATUS_IO if no worker is left. */
enum catapult_status work_off(struct conduct *conduct, struct catapult_error *err);

/* Appends a line to the folder's failed.log. */
void log_line(struct conduct *conduct, const char *text);

/* --- slots.c: around a phase, with a team that is not our own --- */

/* The lines of one that was cut short go into failed.log.  A file that cannot be had is done without. */
void slots_begin(struct conduct *conduct);
void slots_note(struct conduct *conduct, int worker, const char *text); /* "": nothing */
void slots_end(struct conduct *conduct);

#endif
