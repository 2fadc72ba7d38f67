/* keyfile.h - reads the text of presets and of the configuration, key by key.
 *
 *     key = value      # a comment, as // and the two of C
 *     list = {a, "b c"}
 *     section { key = value  another = value }
 *
 * A value stands alone, or in quotes if it has blanks or any of = { } ( ) , # in it.  In double quotes a backslash
 * stands before a quote or another backslash; in single quotes it may.  Every line end counts, so messages name the line.
 *
 * The caller asks for one thing after another: which keys exist, and what they are, only the caller knows. */
#ifndef DATA_KEYFILE_H
#define DATA_KEYFILE_H

#include <stdbool.h>

#include <catapult/status.h>

enum { KEYFILE_BYTES_MAX = 1 << 20, KEYFILE_KEY = 61 };

struct keyfile {
    const char *path;          /* borrowed, for messages */
    struct catapult_error *err;
    enum catapult_status status; /* of the first failure; nothing more is read after it */
    char key[KEYFILE_KEY];     /* of keyfile_key */
    const char *text;          /* the value of keyfile_value and keyfile_item, until the next call */
    int line;                  /* where the latest key or value ends, from 1 */

    char *at;                  /* the rest is keyfile.c's own: the place in the text, */
    char token;                /* 'a' for a word or string, its character for a sign, 0 at the end */
    char *cut, held;           /* the zero behind the latest word, and what stood there */
    int depth, open[2];        /* braces that are open, and their lines */
    int items;                 /* of the list that is read */
    bool braces;               /* around them */
};

/* Reads a whole file into *out, with a terminating zero; the caller frees it.  It must be a regular file of at most
 * KEYFILE_BYTES_MAX bytes. */
enum catapult_status keyfile_load(const char *path, char **out, struct catapult_error *err);

/* Begins with a text in memory, which reading changes.  Refuses bytes that are not UTF-8 text. */
void keyfile_init(struct keyfile *k, char *text, const char *path, struct catapult_error *err);

/* Goes to the next key.  False at the end of the section (its '}' is read), at the end of the text, and after a
 * failure. */
bool keyfile_key(struct keyfile *k);

/* After keyfile_key: reads "= value". */
bool keyfile_value(struct keyfile *k);

/* After keyfile_key: called again and again, reads "= {a, b, c}" or "= a" item by item; false at its end. */
bool keyfile_item(struct keyfile *k);

/* After keyfile_key: reads the '{' of a section, whose keys are next. */
bool keyfile_section(struct keyfile *k);

/* Sets the error "PATH:LINE: ..." of a line, unless there is one.  Returns false. */
bool keyfile_fail(struct keyfile *k, int line, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
