/* data_get.h - `catapult data get`, a part of cmd_data.c. */
#ifndef CMD_DATA_GET_H
#define CMD_DATA_GET_H

#include "data/known_set.h"

struct get_options {
    const char *from;      /* --from, or NULL */
    const char *timeout;   /* --timeout, or NULL */
    const char *data_path; /* data.path, or "" */
};

/* Says what can be got, from where, how large it is.  Returns the exit status. */
int data_get_list(void);

/* Gets these sets, one after another; a set that fails does not keep the next from being got. */
int data_get(const struct get_options *options, const struct known_set *const *sets, int count);

#endif
