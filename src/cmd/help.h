/* help.h - what `catapult help` prints from the tables of settings, keys, commands and phases. */
#ifndef CMD_HELP_H
#define CMD_HELP_H

/* Each prints on stdout and returns the exit status. */
int help_settings(void); /* every KEY with its range and default */
int help_keys(void);     /* every key of the laboratory */

/* Copies the manual page's template from stdin to stdout and replaces the lines "@commands@", "@options@",
 * "@settings@", "@keys@", "@phases@" and "@outcomes@" by the tables.  For the Makefile; not shown by --help. */
int help_manual(void);

/* Prints a completion script for bash, zsh or fish on stdout. */
int help_completion(const char *shell);

#endif
