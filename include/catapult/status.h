/* status.h - how a call that a user's input can fail says so.
 *
 * A function that can fail because of what a user gave returns enum catapult_status and, where there is more to
 * say, writes one line into a caller-owned struct catapult_error.  What only a programmer can get wrong is an
 * assert.  Divergence of a run is a result and never appears here. */
#ifndef CATAPULT_STATUS_H
#define CATAPULT_STATUS_H

#ifdef __cplusplus
extern "C" {
#endif

#define CATAPULT_STATUS_LIST(X)                                     \
    X(CATAPULT_STATUS_OK, "done")                                   \
    X(CATAPULT_STATUS_USAGE, "wrong usage")                         \
    X(CATAPULT_STATUS_INPUT, "bad input")                           \
    X(CATAPULT_STATUS_IO, "input or output failed")                 \
    X(CATAPULT_STATUS_NOMEM, "not enough memory")                   \
    X(CATAPULT_STATUS_CANCELLED, "cancelled")

#define CATAPULT_STATUS_ENUM(name, text) name,
enum catapult_status { CATAPULT_STATUS_LIST(CATAPULT_STATUS_ENUM) CATAPULT_STATUS_COUNT };
#undef CATAPULT_STATUS_ENUM

/* One line of text, without "catapult: " in front and without a newline at the end.  A message with a
 * place in a file begins "FILE:LINE: ". */
struct catapult_error {
    enum catapult_status code;
    char text[600];
};

const char *catapult_status_text(enum catapult_status code);

/* Fills *err (may be NULL) in the manner of printf; control characters in the result become '?', so that
 * a hostile file name cannot drive the terminal.  Returns code, so that callers can return at once. */
enum catapult_status catapult_error_set(struct catapult_error *err, enum catapult_status code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Long work reports here.  report() is called now and then with what is being done and the fraction done
 * (0 to 1, negative if unknown); it returns nonzero to ask that the work be given up, which ends it with
 * CATAPULT_STATUS_CANCELLED.  A NULL struct catapult_progress * or a NULL report means nobody is listening. */
struct catapult_progress {
    int (*report)(void *context, const char *what, double fraction);
    void *context;
};
int catapult_progress_report(const struct catapult_progress *progress, const char *what, double fraction);

#ifdef __cplusplus
}
#endif

#endif
