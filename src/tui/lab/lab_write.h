/* lab_write.h - files that the laboratory writes; see lab_write.c. */
#ifndef TUI_LAB_WRITE_H
#define TUI_LAB_WRITE_H

#include <stdbool.h>

#include <catapult/status.h>

struct lab;

/* Chosen by the suffix of the name. */
enum write_kind { WRITE_SVG, WRITE_TXT, WRITE_CSV, WRITE_COUNT };

/* False if the name has none of the suffixes. */
bool lab_write_kind(const char *path, enum write_kind *kind);

/* Writes one file, replacing an existing one: completely or not at all. */
enum catapult_status lab_write_file(struct lab *lab, const char *path, struct catapult_error *err);

/* lab_figure_serve: whether a figure for print has been completed, which the last line then reports; wait: waits for it.
 * lab_figure_wait: milliseconds until the next check, -1: no figure is being drawn. */
bool lab_figure_serve(struct lab *lab, bool wait);
int lab_figure_wait(const struct lab *lab);

#endif
