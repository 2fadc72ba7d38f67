/* help.h - what `catapult help` makes from the tables of settings, keys, commands and phases. */
#ifndef CMD_HELP_H
#define CMD_HELP_H

/* Each prints on stdout and returns the exit status. */
int help_settings(void); /* every KEY with its range and default */
int help_keys(void);     /* every key of the laboratory */

/* Copies the manual page's template from stdin to stdout and puts the tables where it has a line "@commands@",
 * "@options@", "@settings@", "@keys@", "@phases@" or "@outcomes@".  Not shown by --help: the Makefile's. */
int help_manual(void);

/* A completion script for bash, zsh or fish on stdout. */
int help_completion(const char *shell);

#endif
