/* seat.h - a session, and what its front end holds: for tests that wait for what they want to see.
 *
 * Nothing here sleeps: a test waits on session_fd, and fails if what it waits for does not come. */
#ifndef TESTS_SEAT_H
#define TESTS_SEAT_H

#include "session/thread/session.h"

enum { PATIENCE_MS = 60000 };

/* Stops never, so that a test alone says how far it goes. */
#define ENDLESS "stop.steps=1000000000", "stop.loss=0"

/* Three models; and with measures that are not taken at every step, and batches. */
extern const char *const seat_small[], *const seat_sparse[];

/* A session with the front end's copies. */
struct seat {
    struct catapult_settings settings;
    struct session *session;
    struct snapshot now;
    struct catapult_history histories[CATAPULT_MODEL_COUNT], ghosts[CATAPULT_MODEL_COUNT];
};

/* A loader: the gaussian source. */
enum catapult_status seat_load(const struct catapult_settings *settings, struct catapult_dataset **out,
                               const struct catapult_progress *progress, struct catapult_error *err);

/* prepare: the session is still to be started. */
void seat_prepare(struct seat *seat, const char *const *pairs, session_loader load, bool running);
void seat_start(struct seat *seat, const char *const *pairs, session_loader load, bool running);
void seat_stop(struct seat *seat);

/* There is something new, at the latest in so many milliseconds. */
bool seat_readable(const struct seat *seat, int ms);

/* What every snapshot must be. */
void seat_check(const struct seat *seat);

typedef bool (*wanted)(const struct snapshot *now, long figure);

void seat_wait(struct seat *seat, wanted seen, long figure, const char *what);
#define WAIT(seat, seen, figure) seat_wait((seat), (seen), (figure), #seen)

bool in_state(const struct snapshot *now, long state);
bool at_step(const struct snapshot *now, long t); /* paused there, and not on its way */
bool past_step(const struct snapshot *now, long t);

struct catapult_lr seat_lr(const char *text);
void seat_set_lr(struct seat *seat, const char *text);

/* Steps an experiment of its own with the learning rates that the histories tell: the same bits in every row. */
void seat_check_rows(const struct seat *seat, const struct catapult_history *histories, int seed);
void seat_check_all(const struct seat *seat);

#endif
