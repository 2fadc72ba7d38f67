/* lab_write.h - files that the laboratory writes; see lab_write.c. */
#ifndef TUI_LAB_WRITE_H
#define TUI_LAB_WRITE_H

#include <stdbool.h>

#include <catapult/status.h>

#include "tui/lab/reproduce.h"

struct lab;

/* Chosen by the suffix of the name. */
enum write_kind { WRITE_SVG, WRITE_TXT, WRITE_CSV, WRITE_COUNT };

/* False if the name has none of the suffixes. */
bool lab_write_kind(const char *path, enum write_kind *kind);

/* Writes one file, replacing an existing one: completely or not at all. */
enum catapult_status lab_write_file(const struct lab *lab, const char *path, struct catapult_error *err);

/* The command that makes a file of that kind again, and the settings of the run as it was. */
void lab_reproduce(const struct lab *lab, enum write_kind kind, struct catapult_settings *of,
                   char command[REPRODUCE_TEXT]);

/* The requests; these report on the last line what they did. */
void lab_write_all(struct lab *lab);                      /* .svg, .txt and .csv, under a free name */
/* The path for a given name: in the folder for files unless the name is an absolute path.  If it does not fit,
 * reports that and returns false. */
bool lab_write_path(struct lab *lab, const char *name, char *path, size_t size);

void lab_write_named(struct lab *lab, const char *name);  /* one file, if the name is free */
void lab_copy(struct lab *lab);                           /* the readout, to the clipboard */

#endif
