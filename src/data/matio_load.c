/* matio_load.c - see matio_load.h. */
#include "data/matio_load.h"

#ifdef MATIO_SONAME
#include <dlfcn.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static const struct {
    const char *name;
    size_t offset;
} functions[] = {
    {"Mat_Open", offsetof(struct matio, open)},
    {"Mat_Close", offsetof(struct matio, close)},
    {"Mat_VarReadInfo", offsetof(struct matio, var_read_info)},
    {"Mat_VarReadDataAll", offsetof(struct matio, var_read_data_all)},
    {"Mat_VarFree", offsetof(struct matio, var_free)},
};

/* POSIX lets dlsym return functions as pointers to void; memcpy converts them to function pointers. */
static bool find_all(void *library, struct matio *matio)
{
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
        void *function = dlsym(library, functions[i].name);
        if (!function)
            return false;
        memcpy((char *)matio + functions[i].offset, &function, sizeof function);
    }
    return true;
}

const struct matio *matio_load(struct catapult_error *err)
{
    static struct matio matio;
    static bool loaded;
    void *library = loaded ? NULL : dlopen(MATIO_SONAME, RTLD_NOW | RTLD_LOCAL);
    if (!loaded && (!library || !find_all(library, &matio))) {
        const char *why = dlerror();
        catapult_error_set(err, CATAPULT_STATUS_INPUT,
                           "svhn needs the library libmatio, which cannot be loaded: %.300s", why ? why : MATIO_SONAME);
        if (library)
            dlclose(library);
        return NULL;
    }
    loaded = true;
    return &matio;
}

#else

const struct matio *matio_load(struct catapult_error *err)
{
    static const struct matio matio = {Mat_Open, Mat_Close, Mat_VarReadInfo, Mat_VarReadDataAll, Mat_VarFree};
    (void)err;
    return &matio;
}

#endif
