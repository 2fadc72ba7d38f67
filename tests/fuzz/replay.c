/* replay.c - the targets without a fuzzer, with any compiler: every file of a corpus, and of each a number of
 * damaged copies, the same ones in every run.
 *
 *     replay TARGET COPIES FOLDER...
 *
 * An input under which the program dies is left as crash-TARGET in the working folder: move it into regressions/. */
#include "fuzz.h"

#include <dirent.h>
#include <gsl/gsl_errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { FILES_MAX = 512, CHANGES_MAX = 6, MEMORY_MB = 1500 };

struct input {
    char name[300];
    uint8_t *data;
    size_t size;
};

static struct input inputs[FILES_MAX];
static int input_count;
static uint8_t work[FUZZ_MOST];
static size_t work_size;
static const struct fuzz_target *target;

static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static size_t below(uint64_t *state, size_t n)
{
    return n ? (size_t)(next_random(state) % n) : 0;
}

static void set_byte(uint64_t *state)
{
    static const uint8_t special[] = {0, 1, 9, 10, 13, ' ', '"', '#', '$', '(', ',', '-', '.', '/', '0', '9', '=',
                                      '\\', '{', '}', 'e', 0x7f, 0x80, 0xc2, 0xff};
    if (work_size)
        work[below(state, work_size)] = special[below(state, sizeof special)];
}

static void flip_bit(uint64_t *state)
{
    if (work_size)
        work[below(state, work_size)] ^= (uint8_t)(1 << below(state, 8));
}

static void cut_out(uint64_t *state)
{
    size_t from = below(state, work_size + 1), length = below(state, (work_size - from) / 4 + 2);
    length = length < work_size - from ? length : work_size - from;
    memmove(work + from, work + from + length, work_size - from - length);
    work_size -= length;
}

static void cut_off(uint64_t *state)
{
    work_size = below(state, work_size + 1);
}

/* A piece of any input, put in at any place. */
static void put_in(uint64_t *state)
{
    const struct input *other = &inputs[below(state, (size_t)input_count)];
    size_t start = below(state, other->size), length = below(state, other->size - start + 1) / 2;
    size_t at = below(state, work_size + 1);
    length = length < sizeof work - work_size ? length : sizeof work - work_size;
    memmove(work + at + length, work + at, work_size - at);
    memcpy(work + at, other->data + start, length);
    work_size += length;
}

/* Four bytes to a number that is awkward in one byte order or the other. */
static void set_number(uint64_t *state)
{
    static const uint32_t numbers[] = {0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 0x01000000, 0xffffff7f, 0x10000};
    if (work_size >= 4)
        memcpy(work + below(state, work_size - 3), &numbers[below(state, sizeof numbers / sizeof *numbers)], 4);
}

static void damage(uint64_t *state)
{
    static void (*const ways[])(uint64_t *) = {set_byte, set_byte, flip_bit, cut_out, cut_off, put_in, set_number};
    for (size_t k = 1 + below(state, CHANGES_MAX); k > 0; k--)
        ways[below(state, sizeof ways / sizeof *ways)](state);
}

static void on_crash(int number)
{
    char name[80];
    snprintf(name, sizeof name, "crash-%s", target->name); /* not safe in a handler, and nothing left to lose */
    FILE *file = fopen(name, "wb");
    if (file) {
        fwrite(work, 1, work_size, file);
        fclose(file);
    }
    signal(number, SIG_DFL);
    raise(number);
}

static void read_input(const char *folder, const char *name)
{
    struct input *input = &inputs[input_count];
    snprintf(input->name, sizeof input->name, "%.150s/%.140s", folder, name);
    FILE *file = fopen(input->name, "rb");
    fuzz_require(file != NULL && input_count < FILES_MAX, input->name);
    input->data = malloc(FUZZ_MOST);
    fuzz_require(input->data != NULL, "no memory");
    input->size = fread(input->data, 1, FUZZ_MOST, file);
    fclose(file);
    input_count++;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct input *)a)->name, ((const struct input *)b)->name);
}

/* A folder that is not there has no files. */
static void read_folder(const char *folder)
{
    DIR *dir = opendir(folder);
    if (!dir)
        return;
    for (const struct dirent *item = readdir(dir); item; item = readdir(dir))
        if (item->d_name[0] != '.')
            read_input(folder, item->d_name);
    closedir(dir);
}

static void run_input(const struct input *input, long copies)
{
    uint64_t state = 0x9e3779b97f4a7c15u;
    for (const char *c = strrchr(input->name, '/'); *c; c++) /* wherever the corpus stands */
        state = (state ^ (uint8_t)*c) * 0x100000001b3u;
    for (long i = 0; i <= copies; i++) {
        memcpy(work, input->data, input->size);
        work_size = input->size;
        if (i > 0)
            damage(&state);
        target->one(work, work_size);
    }
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fprintf(stderr, "usage: replay TARGET COPIES FOLDER...\n");
        return 2;
    }
    static const int deadly[] = {SIGSEGV, SIGBUS, SIGFPE, SIGABRT, SIGILL};
    gsl_set_error_handler_off();
    target = fuzz_find(argv[1]);
    for (int i = 3; i < argc; i++)
        read_folder(argv[i]);
    qsort(inputs, (size_t)input_count, sizeof *inputs, by_name);
    for (size_t i = 0; i < sizeof deadly / sizeof *deadly; i++)
        signal(deadly[i], on_crash);
#ifndef SANITIZED /* which reserve more than any machine has */
    const struct rlimit limit = {(rlim_t)MEMORY_MB << 20, (rlim_t)MEMORY_MB << 20};
    setrlimit(RLIMIT_AS, &limit); /* nothing may be allocated by a size that a file merely claims */
#endif
    for (int i = 0; i < input_count; i++)
        run_input(&inputs[i], atol(argv[2]));
    printf("%s: %d inputs, %ld damaged copies of each\n", target->name, input_count, atol(argv[2]));
    for (int i = 0; i < input_count; i++)
        free(inputs[i].data);
    return input_count > 0 ? 0 : 1;
}
