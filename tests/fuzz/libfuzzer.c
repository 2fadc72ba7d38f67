/* libfuzzer.c - the targets under clang's libFuzzer (configure --enable-fuzz): CATAPULT_FUZZ names one. */
#include "fuzz.h"

#include <gsl/gsl_errno.h>
#include <stdlib.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct fuzz_target *target;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    gsl_set_error_handler_off();
    target = fuzz_find(getenv("CATAPULT_FUZZ"));
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    target->one(data, size < FUZZ_MOST ? size : FUZZ_MOST);
    return 0;
}
