/* check.h - assertions on floating point numbers that print both numbers, and high-entropy input.
 *
 * A tolerance stands beside the reason for it in the test.  NaN never passes. */
#ifndef TESTS_CHECK_H
#define TESTS_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* What is under test, printed when an assertion fails: check_case("%s, depth %d", name, depth). */
void check_case(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Printed behind it: the model and the step.  Cleared by check_case. */
void check_moment(const char *who, long t);

/* |actual - expected| <= rel * |expected| + abs */
void check_close(double actual, double expected, double rel, double abs, const char *what, const char *file,
                 int line);
/* low <= actual <= high */
void check_within(double actual, double low, double high, const char *what, const char *file, int line);

#define assert_close(actual, expected, rel) \
    check_close((actual), (expected), (rel), 0, #actual, __FILE__, __LINE__)
#define assert_near(actual, expected, abs) \
    check_close((actual), (expected), 0, (abs), #actual, __FILE__, __LINE__)
#define assert_close_or_near(actual, expected, rel, abs) \
    check_close((actual), (expected), (rel), (abs), #actual, __FILE__, __LINE__)
#define assert_within(actual, low, high) \
    check_within((actual), (low), (high), #actual, __FILE__, __LINE__)

/* Numbers in (-1, 1) with all 52 bits in use, from a state that the caller seeds (Vigna's splitmix64). */
double check_random(uint64_t *state);

#endif
