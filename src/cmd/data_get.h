/* data_get.h - `catapult data get`, a part of cmd_data.c. */
#ifndef CMD_DATA_GET_H
#define CMD_DATA_GET_H

#include "data/known_set.h"

struct get_options {
    const char *from;      /* --from, or NULL */
    const char *timeout;   /* --timeout, or NULL */
    const char *data_path; /* data.path, or "" */
};

/* Lists what can be downloaded, from where, and its size.  Returns the exit status. */
int data_get_list(void);

/* Downloads these sets, one after another; a failure does not stop the next. */
int data_get(const struct get_options *options, const struct known_set *const *sets, int count);

#endif
