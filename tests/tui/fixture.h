/* fixture.h - the laboratory with a small preset in a folder of its own, on a pseudo-terminal. */
#ifndef TESTS_FIXTURE_H
#define TESTS_FIXTURE_H

#include <stdbool.h>

#include "pty.h"

/* cmocka's setup and teardown: *state is the folder's path. */
int fixture_setup(void **state);
int fixture_teardown(void **state);

/* The program under test: $CATAPULT, or the one that was just built. */
const char *fixture_program(void);

/* xterm with 256 colours, UTF-8, 24 x 80, in the folder. */
struct pty_options fixture_options(void **state);

/* `catapult small.conf ARGUMENTS...`; arguments ends with NULL. */
struct pty *fixture_start(const struct pty_options *options, const char *const *arguments);

/* The same with the plain options, paused, once the data are loaded. */
struct pty *fixture_lab(void **state);

/* What is written on the screen behind `label`: a number; NaN if it is not there. */
double fixture_number(const char *screen, const char *label);

/* The iteration in the header ("t 12", behind the state and the model); -1 if there is none. */
long fixture_step(const char *screen);

/* Waits until an experiment that begins paused is loaded: steps asked for before are refused. */
void fixture_wait_loaded(struct pty *pty);

/* Waits until the header shows that iteration. */
void fixture_wait_step(struct pty *pty, long step);

/* Waits until the header shows that eta, to the four digits it shows. */
void fixture_wait_eta(struct pty *pty, double eta);

/* Waits until eta_max has been measured: in a paused laboratory nothing changes by itself from then on. */
void fixture_wait_eta_max(struct pty *pty);

/* The program has ended by itself with that exit status, and the terminal is as it was. */
void assert_exited(struct pty *pty, int status);
/* The same, ended by a signal. */
void assert_killed(struct pty *pty, int signal);

#endif
