/* test_allocation.c - a step allocates nothing: counts all calls of malloc and similar functions, except those from
 * the BLAS.  Some OpenBLAS kernels (for small products on AVX-512 and SVE) allocate in every call, and which kernels
 * run depends on the processor. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1 /* dladdr, dl_iterate_phdr */
#endif
#include <dlfcn.h>
#include <link.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <catapult/look.h>
#include <catapult/sharpness.h>

#include "check.h"
#include "core/experiment/laboratory.h"
#include "base/arena.h"
#include "twin.h"

#if defined __GLIBC__ && !defined SANITIZED /* a sanitizer has its own malloc */
#define COUNTED 1

static atomic_long calls, bytes;

/* The address ranges of the BLAS and of the OpenMP library that one build of OpenBLAS gets its threads from.  A
 * statically linked program has no such ranges; there every allocation counts. */
enum { PLACES = 2 };
static struct { uintptr_t begin, end; } place[PLACES];

static int find_place(struct dl_phdr_info *info, size_t size, void *data)
{
    (void)size;
    const uintptr_t *sought = data;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        uintptr_t begin = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr, end = begin + info->dlpi_phdr[i].p_memsz;
        if (info->dlpi_phdr[i].p_type == PT_LOAD && *sought >= begin && *sought < end) {
            for (int k = 0; k < PLACES; k++)
                if (!place[k].end) {
                    place[k].begin = begin;
                    place[k].end = end;
                    break;
                }
            return 1;
        }
    }
    return 0;
}

static void find_places(void)
{
    static const char *const symbols[PLACES] = {"cblas_dgemm", "GOMP_parallel"};
    Dl_info ours, theirs;
    for (int k = 0; k < PLACES; k++) {
        void *symbol = dlsym(RTLD_DEFAULT, symbols[k]);
        uintptr_t sought = (uintptr_t)symbol;
        if (symbol && dladdr(symbol, &theirs) && dladdr(place, &ours) && ours.dli_fbase != theirs.dli_fbase)
            dl_iterate_phdr(find_place, &sought);
    }
}

static void count(const void *caller, size_t size)
{
    for (int k = 0; k < PLACES; k++)
        if ((uintptr_t)caller - place[k].begin < place[k].end - place[k].begin)
            return;
    atomic_fetch_add(&calls, 1);
    atomic_fetch_add(&bytes, (long)size);
}

/* The dynamic linker finds these before the C library's, for every caller. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

void *malloc(size_t size)
{
    count(__builtin_return_address(0), size);
    return __libc_malloc(size);
}

void *calloc(size_t number, size_t size)
{
    count(__builtin_return_address(0), number * size);
    return __libc_calloc(number, size);
}

void *realloc(void *old, size_t size)
{
    count(__builtin_return_address(0), 0);
    return __libc_realloc(old, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    count(__builtin_return_address(0), size);
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **out, size_t alignment, size_t size)
{
    count(__builtin_return_address(0), size);
    *out = __libc_memalign(alignment, size);
    return *out ? 0 : 12;
}
#endif

#ifdef COUNTED
/* Two warm-up steps (OpenBLAS allocates buffers at the first large product); after them no step may allocate. */
static void steps(const char *const *pairs, struct catapult_dataset *data, const char *what)
{
    struct twin twin;
    twin_new_core(&twin, pairs, data);
    double eta = 1.3 * twin_eta_crit(&twin);
    catapult_experiment_step(twin.experiment, eta);
    catapult_experiment_step(twin.experiment, eta);
    long before = atomic_load(&calls);
    for (int t = 0; t < 40; t++)
        catapult_experiment_step(twin.experiment, eta);
    long made = atomic_load(&calls) - before;
    if (made)
        fail_msg("%s: %ld allocations in 40 steps", what, made);
    twin_free(&twin);
}
#endif

static void test_steps(void **state)
{
    (void)state;
#ifdef COUNTED
    const char *two[] = {"model=network", "compare=linear,quadratic", "network.widths=300", "threads=2", NULL};
    steps(two, twin_data(40, 30, 60, 1, 3), "two layers, span");
    steps(two, twin_data(40, 30, 3, 1, 3), "two layers, direct");
    steps(two, twin_data(40, 30, 60, 3, 3), "two layers, three outputs");
    const char *deep[] = {"model=network", "compare=linear,quadratic", "network.widths=90,80,70", "batch=5",
                          "network.activation=swish", "threads=2", NULL};
    steps(deep, twin_data(20, 300, 6, 1, 3), "four layers, batches");
    steps(deep, twin_data(20, 300, 6, 2, 3), "four layers, batches, two outputs");
    const char *conv[] = {"model=network", "compare=linear,quadratic", "network.type=conv", "network.widths=20,30",
                          "network.activation=gelu", "data.image=2,6,5", "threads=2", NULL};
    steps(conv, twin_data(12, 9, 60, 1, 3), "convolutional");
    steps(conv, twin_data(12, 9, 60, 2, 3), "convolutional, two outputs");
    const char *general[] = {"model=general", "network.gamma=0.01", "batch=3", NULL};
    steps(general, twin_data(12, 7, 50, 1, 3), "general");
#else
    skip(); /* a sanitizer's own malloc, or another C library */
#endif
}

/* Products with a Hessian use the workspace that the first one allocated. */
static void test_products(void **state)
{
    (void)state;
#ifdef COUNTED
    struct twin twin;
    twin_new_core(&twin, (const char *[]){"model=network", "compare=quadratic", "network.type=conv", "network.widths=20,30",
                                          "network.activation=gelu", "data.image=2,6,5", "threads=2", NULL},
                  twin_data(12, 9, 60, 2, 3));
    for (int m = 0; m < twin.models; m++) {
        struct hessian h;
        struct hessian_point at = experiment_point(twin.experiment, &twin.experiment->model[m]);
        assert_true(hessian_conv(&h, &at));
        double *v = twin_array(h.size), *out = twin_array(h.size);
        h.draw(h.own, v);
        h.take(h.own, &at);
        h.product(h.own, v, out);
        long before = atomic_load(&calls);
        for (int i = 0; i < 10; i++)
            h.product(h.own, v, out);
        assert_int_equal(atomic_load(&calls) - before, 0);
        h.free(h.own);
        free(v);
        free(out);
    }
    twin_free(&twin);
#else
    skip();
#endif
}

#ifdef COUNTED
/* Compares the memory for looking at each model with the forecast for the largest one: never more, and not much less
 * (a quadratic model without its kernel is forecast as one with it).  A few kilobytes are allowed for small structs. */
static void look(const char *const *pairs, struct catapult_dataset *data, const char *what)
{
    struct twin twin;
    struct catapult_experiment_cost cost;
    double most = 0;
    twin_new_core(&twin, pairs, data);
    struct catapult_experiment *e = twin.experiment;
    size_t size = data->n * data->outputs;
    catapult_experiment_cost(catapult_experiment_settings(e), data->n, data->n_test, data->d, data->outputs, &cost);
    for (int m = 0; m < twin.models; m++) {
        struct catapult_sharpness *sharpness;
        struct catapult_look_taylor taylor;
        struct catapult_look_gates gates;
        long before = atomic_load(&bytes);
        assert_int_equal(catapult_sharpness_new(&sharpness, e, m, NULL), CATAPULT_STATUS_OK);
        catapult_look_taylor(e, m, &taylor, NULL);
        catapult_look_gates(e, m, &gates);
        double now = (double)(atomic_load(&bytes) - before) + 8 * (double)(size * size); /* the kernel's memory */
        most = now > most ? now : most;
        catapult_sharpness_free(sharpness);
    }
    check_case("%s", what);
    assert_within(most, 0.6 * cost.look_bytes - 16384, cost.look_bytes + 16384);
    twin_free(&twin);
}
#endif

static void test_look(void **state)
{
    (void)state;
#ifdef COUNTED
    const char *two[] = {"model=network", "compare=linear,quadratic", "network.widths=700", "network.activation=tanh",
                         "threads=2", NULL};
    look(two, twin_data(40, 30, 60, 1, 3), "two layers, span");
    look(two, twin_data(40, 30, 3, 3, 3), "two layers, direct, three outputs");
    const char *deep[] = {"model=network", "compare=linear", "network.widths=190,280,170", "threads=1", NULL};
    look(deep, twin_data(50, 30, 6, 1, 3), "four layers");
    const char *conv[] = {"model=network", "compare=linear,quadratic", "network.type=conv", "network.widths=30,40",
                          "network.activation=gelu", "data.image=2,12,10", "threads=2", NULL};
    look(conv, twin_data(12, 9, 240, 2, 3), "convolutional");
    look((const char *[]){"model=general", NULL}, twin_data(32, 7, 500, 1, 3), "general");
#else
    skip();
#endif
}

/* The counter counts. */
static void test_counter(void **state)
{
    (void)state;
#ifdef COUNTED
    long before = atomic_load(&calls);
    char *volatile memory = malloc(10);
    free(memory);
    assert_int_equal(atomic_load(&calls) - before, 1);
    struct twin twin;
    twin_new_core(&twin, (const char *[]){"network.widths=5", NULL}, twin_data(3, 0, 2, 1, 3));
    assert_true(atomic_load(&calls) - before > 20);
    twin_free(&twin);
#else
    skip();
#endif
}

/* Memory is zeroed, aligned to 64 bytes and does not overlap.  An impossible request gives NULL, and the arena stays
 * usable. */
static void test_owner(void **state)
{
    (void)state;
    struct arena arena = {NULL};
    double *array[20], *none = &(double){0};
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < 20; i++) {
            assert_true(arena_array(&arena, &array[i], 3 * i));
            assert_int_equal((uintptr_t)array[i] % 64, 0);
            for (size_t j = 0; j < 3 * i; j++) {
                assert_true(array[i][j] == 0);
                array[i][j] = (double)(100 * i + j);
            }
        }
        assert_false(arena_array(&arena, &none, SIZE_MAX));
        assert_null(none);
        assert_false(arena_array(&arena, &none, SIZE_MAX / sizeof *none));
        for (size_t i = 0; i < 20; i++)
            for (size_t j = 0; j < 3 * i; j++)
                assert_true(array[i][j] == (double)(100 * i + j));
        arena_free(&arena);
    }
}

int main(void)
{
#ifdef COUNTED
    find_places();
#endif
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_counter), cmocka_unit_test(test_steps),
                                       cmocka_unit_test(test_products), cmocka_unit_test(test_look),
                                       cmocka_unit_test(test_owner)};
    return cmocka_run_group_tests_name("allocation", tests, NULL, NULL);
}
