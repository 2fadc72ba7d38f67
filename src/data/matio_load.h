/* matio_load.h - loads libmatio on demand.
 *
 * libmatio brings HDF5, which starts slowly; every run would pay for a format that few use.  So it is loaded by name
 * when the first such file is opened (if configure found the name; else it is linked). */
#ifndef DATA_MATIO_LOAD_H
#define DATA_MATIO_LOAD_H

#include <matio.h>

#include <catapult/status.h>

/* The functions in use, named without the prefix Mat_. */
struct matio {
    mat_t *(*open)(const char *path, int mode);
    int (*close)(mat_t *mat);
    matvar_t *(*var_read_info)(mat_t *mat, const char *name);
    int (*var_read_data_all)(mat_t *mat, matvar_t *array);
    void (*var_free)(matvar_t *array);
};

/* NULL with a message that names the library if it cannot be loaded.  Later calls return the same pointer. */
const struct matio *matio_load(struct catapult_error *err);

#endif
