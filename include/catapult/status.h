/* status.h - how a call that a user's input can fail says so.
 *
 * A function that can fail because of what a user gave returns enum status and, where there is more to
 * say, writes one line into a caller-owned struct error.  What only a programmer can get wrong is an
 * assert.  Divergence of a run is a result and never appears here. */
#ifndef CATAPULT_STATUS_H
#define CATAPULT_STATUS_H

#ifdef __cplusplus
extern "C" {
#endif

#define STATUS_LIST(X)                                     \
    X(STATUS_OK, "done")                                   \
    X(STATUS_USAGE, "wrong usage")                         \
    X(STATUS_INPUT, "bad input")                           \
    X(STATUS_IO, "input or output failed")                 \
    X(STATUS_NOMEM, "not enough memory")                   \
    X(STATUS_CANCELLED, "cancelled")

#define STATUS_ENUM(name, text) name,
enum status { STATUS_LIST(STATUS_ENUM) STATUS_COUNT };
#undef STATUS_ENUM

/* One line of text, without "catapult: " in front and without a newline at the end.  A message with a
 * place in a file begins "FILE:LINE: ". */
struct error {
    enum status code;
    char text[600];
};

const char *status_text(enum status code);

/* Fills *err (may be NULL) in the manner of printf; control characters in the result become '?', so that
 * a hostile file name cannot drive the terminal.  Returns code, so that callers can return at once. */
enum status error_set(struct error *err, enum status code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Long work reports here.  report() is called now and then with what is being done and the fraction done
 * (0 to 1, negative if unknown); it returns nonzero to ask that the work be given up, which ends it with
 * STATUS_CANCELLED.  A NULL struct progress * or a NULL report means nobody is listening. */
struct progress {
    int (*report)(void *context, const char *what, double fraction);
    void *context;
};
int progress_report(const struct progress *progress, const char *what, double fraction);

#ifdef __cplusplus
}
#endif

#endif
