/* status.h - how functions report errors.
 *
 * A function that can fail because of the user's input or the system returns enum catapult_status.  If there is more to
 * say, it writes one line into a struct catapult_error of the caller.  Errors of the programmer are asserts.  Divergence
 * of a run is a result and never appears here. */
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

/* One line of text, without "catapult: " in front and without a newline at the end.  A message about a place in a file
 * begins with "FILE:LINE: ". */
struct catapult_error {
    enum catapult_status code;
    char text[600];
};

const char *catapult_status_text(enum catapult_status code);

/* Fills *err (may be NULL) like printf.  Control characters in the result become '?', so that a hostile file name cannot
 * control the terminal.  Returns code, so that callers can return it directly. */
enum catapult_status catapult_error_set(struct catapult_error *err, enum catapult_status code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Progress of long work.  report() is called repeatedly with the name of the work and the fraction done (0 to 1,
 * negative if unknown).  If it returns nonzero, the work stops with CATAPULT_STATUS_CANCELLED.  A NULL
 * struct catapult_progress * or a NULL report means that nobody is listening. */
struct catapult_progress {
    int (*report)(void *context, const char *what, double fraction);
    void *context;
};
int catapult_progress_report(const struct catapult_progress *progress, const char *what, double fraction);

#ifdef __cplusplus
}
#endif

#endif
