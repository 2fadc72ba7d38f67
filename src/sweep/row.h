/* row.h - converts rows and their heading to and from lines of text: %.17g, an empty field for no value. */
#ifndef SWEEP_ROW_H
#define SWEEP_ROW_H

#include "sweep/sweep.h"

enum { ROW_TEXT = 600, ROW_FIELDS = 20 };

/* Writes the line with its '\n'; returns its length. */
size_t row_format(const struct sweep_row *row, char text[ROW_TEXT]);

/* Parses a line without '\n'.  On error *err says what is wrong, without the place. */
enum catapult_status row_parse(const char *line, struct sweep_row *row, struct catapult_error *err);

/* Appends ",VALUE" as in a row; NaN makes an empty field. */
size_t row_number(double value, char *text, size_t size);

/* Splits the line at its commas, in place.  Returns the number of fields; at most `most` are stored. */
int row_split(char *line, char **field, int most);

/* -1 if no model has that name. */
int row_model(const char *name);

/* The first two lines of runs.csv, owned by the caller: the comment with version, preset, all settings, etas and
 * seeds, which identifies the sweep; and the column names. */
char *row_heading(const struct sweep *sweep);

/* Only the comment, with its '\n'. */
char *row_comment(const struct sweep *sweep);

#endif
