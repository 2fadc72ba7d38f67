/* sandbox.h - a folder of its own for a test that reads and writes files. */
#ifndef TESTS_SANDBOX_H
#define TESTS_SANDBOX_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* As set-up and tear-down of a test: a new folder under $TMPDIR or /tmp, removed with all in it.  The
 * variables that say where data are found are unset. */
int sandbox_open(void **state);
int sandbox_close(void **state);

/* The path of a name in the folder ("" for the folder); valid for the next seven calls. */
const char *sandbox_path(const char *name);

void sandbox_folder(const char *name);
void sandbox_write(const char *name, const void *bytes, size_t size);
void sandbox_text(const char *name, const char *text);

/* As a gzip file of `members` parts; returns its size. */
size_t sandbox_gzip(const char *name, const void *bytes, size_t size, int members);

/* The whole file, NUL-terminated, in memory that the test may forget about; NULL if it is not there. */
char *sandbox_read(const char *path, size_t *size);

/* Files and folders in the sandbox itself. */
int sandbox_count(void);

#endif
