/* Files: bytes of plain and packed files, files written completely or not at all, and NumPy arrays written and read. */
#include "sandbox.h"

#include <errno.h>
#include <math.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/npy.h"
#include "base/lines.h"
#include "base/outfile.h"
#include "data/stream.h"

/* The message must end in `ending`; before that is the sandbox's path. */
#define assert_message(err, ending)                                                                    \
    do {                                                                                               \
        size_t length_ = strlen((err).text), wanted_ = strlen(ending);                                 \
        assert_true(length_ >= wanted_);                                                               \
        assert_string_equal((err).text + length_ - wanted_, ending);                                   \
    } while (0)

enum { BYTES = 300000 };

static unsigned char *sample(void)
{
    unsigned char *bytes = malloc(BYTES);
    unsigned value = 2385;
    assert_non_null(bytes);
    for (size_t i = 0; i < BYTES; i++) {
        value = value * 1664525u + 1013904223u;
        bytes[i] = (unsigned char)(value >> 29); /* packs to about a half */
    }
    return bytes;
}

/* Reads name in pieces of odd sizes and compares; returns the status. */
static enum catapult_status read_back(const char *name, const unsigned char *expected, size_t size,
                                      struct catapult_error *err)
{
    struct stream *stream;
    unsigned char buffer[7001];
    size_t got = 1, done = 0;
    enum catapult_status status = stream_open(&stream, sandbox_path(name), err);
    double fraction = 0;
    for (size_t piece = 1; status == CATAPULT_STATUS_OK && got > 0; piece = piece * 3 % 7001) {
        status = stream_read(stream, buffer, piece, &got, err);
        if (status != CATAPULT_STATUS_OK)
            break;
        assert_true(done + got <= size);
        assert_memory_equal(buffer, expected + done, got);
        done += got;
        assert_true(stream_fraction(stream) >= fraction && stream_fraction(stream) <= 1);
        fraction = stream_fraction(stream);
    }
    if (status == CATAPULT_STATUS_OK) {
        assert_int_equal(done, size);
        assert_int_equal(stream_end(stream, err), CATAPULT_STATUS_OK);
        assert_true(fraction == 1 && stream_most(stream) >= (double)size);
    }
    stream_close(stream);
    return status;
}

/* Opens a file of that text; the caller closes lines->file. */
static void open_lines(struct lines *lines, const char *text, size_t size, size_t most)
{
    sandbox_write("text", text, size);
    FILE *file = fopen(sandbox_path("text"), "r");
    assert_non_null(file);
    lines_init(lines, file, "text", most);
}

static void close_lines(struct lines *lines)
{
    fclose(lines->file);
    lines_done(lines);
}

static void assert_line(struct lines *lines, long number, const char *text, size_t length, bool whole)
{
    struct catapult_error err;
    assert_int_equal(lines_next(lines, &err), CATAPULT_STATUS_OK);
    assert_non_null(lines->text);
    assert_int_equal(lines->number, number);
    assert_int_equal(lines->length, length);
    assert_memory_equal(lines->text, text, length + 1);
    assert_true(lines->whole == whole);
}

static void test_lines(void **state)
{
    (void)state;
    static const char text[] = "first\n\nwith a \0 in it\n12345678901234567890\nlast";
    struct lines lines;
    struct catapult_error err;
    open_lines(&lines, text, sizeof text - 1, 20);
    assert_line(&lines, 1, "first", 5, true);
    assert_line(&lines, 2, "", 0, true);
    assert_line(&lines, 3, "with a \0 in it", 14, true);
    assert_line(&lines, 4, "12345678901234567890", 20, true);
    assert_line(&lines, 5, "last", 4, false);
    assert_int_equal(lines_next(&lines, &err), CATAPULT_STATUS_OK);
    assert_null(lines.text);
    close_lines(&lines);

    open_lines(&lines, text, sizeof text - 1, 19);
    for (int i = 0; i < 3; i++)
        assert_int_equal(lines_next(&lines, &err), CATAPULT_STATUS_OK);
    assert_int_equal(lines_next(&lines, &err), CATAPULT_STATUS_INPUT);
    assert_message(err, "text:4: a line of more than 19 bytes");
    assert_null(lines.text);
    close_lines(&lines);
}

/* A file without a line end uses no more memory than the longest allowed line. */
static void test_endless_line(void **state)
{
    (void)state;
    struct lines lines;
    struct catapult_error err;
    FILE *file = fopen("/dev/zero", "r");
    if (!file)
        skip();
    lines_init(&lines, file, "zeros", 100000);
    assert_int_equal(lines_next(&lines, &err), CATAPULT_STATUS_INPUT);
    assert_message(err, "zeros:1: a line of more than 100000 bytes");
    assert_true(lines.capacity < 200100);
    close_lines(&lines);
}

static void test_stream(void **state)
{
    (void)state;
    struct catapult_error err;
    unsigned char *bytes = sample();
    sandbox_write("plain", bytes, BYTES);
    assert_int_equal(read_back("plain", bytes, BYTES, &err), CATAPULT_STATUS_OK);
    sandbox_gzip("one.gz", bytes, BYTES, 1);
    assert_int_equal(read_back("one.gz", bytes, BYTES, &err), CATAPULT_STATUS_OK);
    sandbox_gzip("three.gz", bytes, BYTES, 3);
    assert_int_equal(read_back("three.gz", bytes, BYTES, &err), CATAPULT_STATUS_OK);
    sandbox_write("empty", bytes, 0);
    assert_int_equal(read_back("empty", bytes, 0, &err), CATAPULT_STATUS_OK);
    free(bytes);
}

/* Every byte of the packed file matters: truncated anywhere, changed in its data or checksum, or with bytes after it. */
static void test_stream_damaged(void **state)
{
    (void)state;
    struct catapult_error err;
    unsigned char *bytes = sample();
    size_t size = sandbox_gzip("x.gz", bytes, 3000, 1), length;
    char *packed = sandbox_read(sandbox_path("x.gz"), &length);
    assert_int_equal(length, size);
    for (size_t cut = 2; cut < size; cut++) {
        sandbox_write("x.gz", packed, cut);
        assert_int_equal(read_back("x.gz", bytes, 3000, &err), CATAPULT_STATUS_INPUT);
        assert_message(err, "/x.gz: truncated: the gzip data have no end");
    }
    packed[size - 7] ^= 1; /* of the checksum */
    sandbox_write("x.gz", packed, size);
    assert_int_equal(read_back("x.gz", bytes, 3000, &err), CATAPULT_STATUS_INPUT);
    assert_message(err, "/x.gz: damaged gzip data (incorrect data check)");
    packed[size - 7] ^= 1;
    packed[size] = 'j'; /* in place of the NUL */
    sandbox_write("x.gz", packed, size + 1);
    assert_int_equal(read_back("x.gz", bytes, 3000, &err), CATAPULT_STATUS_INPUT);
    assert_message(err, "/x.gz: junk after the end of the gzip data");
    free(packed);
    free(bytes);
}

static void test_stream_refused(void **state)
{
    (void)state;
    struct stream *stream;
    struct catapult_error err;
    char buffer[8];
    assert_int_equal(stream_open(&stream, sandbox_path("none"), &err), CATAPULT_STATUS_IO);
    assert_message(err, "/none: No such file or directory");
    assert_int_equal(stream_open(&stream, sandbox_path(""), &err), CATAPULT_STATUS_INPUT);
    assert_message(err, ": a folder where a file is expected");
    assert_int_equal(mkfifo(sandbox_path("fifo"), 0600), 0);
    assert_int_equal(stream_open(&stream, sandbox_path("fifo"), &err), CATAPULT_STATUS_INPUT);
    assert_message(err, "/fifo: not a regular file");
    assert_null(stream);
    sandbox_text("short", "abc");
    assert_int_equal(stream_open(&stream, sandbox_path("short"), &err), CATAPULT_STATUS_OK);
    assert_int_equal(stream_take(stream, buffer, 4, "the header", &err), CATAPULT_STATUS_INPUT);
    assert_message(err, "/short: truncated: the file ends within the header");
    stream_close(stream);
    assert_int_equal(stream_open(&stream, sandbox_path("short"), &err), CATAPULT_STATUS_OK);
    assert_int_equal(stream_take(stream, buffer, 2, "the header", &err), CATAPULT_STATUS_OK);
    assert_int_equal(stream_end(stream, &err), CATAPULT_STATUS_INPUT);
    assert_message(err, "/short: bytes too many after the end of the data");
    stream_close(stream);
}

static void expect_content(const char *name, const char *text)
{
    size_t size;
    char *content = sandbox_read(sandbox_path(name), &size);
    assert_non_null(content);
    assert_string_equal(content, text);
    free(content);
}

static void test_outfile(void **state)
{
    (void)state;
    struct outfile *out;
    struct catapult_error err;
    struct stat info;
    mode_t mask = umask(027);
    assert_int_equal(outfile_open(&out, sandbox_path("new"), &err), CATAPULT_STATUS_OK);
    fputs("# catapult text\n", outfile_stream(out));
    assert_int_equal(access(sandbox_path("new"), F_OK), -1); /* not before it is complete */
    assert_int_equal(sandbox_count(), 1);
    assert_int_equal(outfile_commit(out, &err), CATAPULT_STATUS_OK);
    expect_content("new", "# catapult text\n");
    assert_int_equal(stat(sandbox_path("new"), &info), 0);
    assert_int_equal(info.st_mode & 0777, 0640);
    umask(mask);

    assert_int_equal(outfile_open(&out, sandbox_path("new"), &err), CATAPULT_STATUS_OK);
    fputs("# catapult other\n", outfile_stream(out));
    outfile_abort(out);
    outfile_abort(NULL);
    expect_content("new", "# catapult text\n");
    assert_int_equal(sandbox_count(), 1);

    assert_int_equal(symlink("new", sandbox_path("link")), 0);
    assert_int_equal(outfile_open(&out, sandbox_path("link"), &err), CATAPULT_STATUS_OK);
    fputs("# catapult third\n", outfile_stream(out));
    assert_int_equal(outfile_commit(out, &err), CATAPULT_STATUS_OK);
    expect_content("new", "# catapult third\n"); /* the link stays, the file keeps its mode */
    assert_int_equal(lstat(sandbox_path("link"), &info), 0);
    assert_true(S_ISLNK(info.st_mode));
    assert_int_equal(stat(sandbox_path("new"), &info), 0);
    assert_int_equal(info.st_mode & 0777, 0640);
    assert_int_equal(sandbox_count(), 2);
}

static void write_out(const char *name, const char *text)
{
    struct outfile *out;
    struct catapult_error err;
    if (outfile_open(&out, sandbox_path(name), &err) != CATAPULT_STATUS_OK)
        fail_msg("%s", err.text);
    fputs(text, outfile_stream(out));
    assert_int_equal(outfile_commit(out, &err), CATAPULT_STATUS_OK);
    expect_content(name, text);
}

/* A dangling link: its target is created, and the link stays; also a chain of links, and a link to another folder. */
static void test_outfile_dangling(void **state)
{
    (void)state;
    struct outfile *out;
    struct catapult_error err;
    struct stat info;
    sandbox_folder("far");
    assert_int_equal(symlink("far/away", sandbox_path("one")), 0);
    assert_int_equal(symlink("one", sandbox_path("two")), 0);
    write_out("two", "here\n");
    expect_content("far/away", "here\n");
    assert_int_equal(lstat(sandbox_path("one"), &info), 0);
    assert_true(S_ISLNK(info.st_mode));
    assert_int_equal(symlink("gone/away", sandbox_path("none")), 0);
    assert_int_equal(outfile_open(&out, sandbox_path("none"), &err), CATAPULT_STATUS_IO);
    assert_message(err, "gone/away: cannot write: No such file or directory");
    assert_int_equal(symlink("round", sandbox_path("round")), 0);
    assert_int_equal(outfile_open(&out, sandbox_path("round"), &err), CATAPULT_STATUS_IO);
    assert_int_equal(sandbox_count(), 5);
}

/* Write protection also holds for root and for the folder's owner. */
static void test_outfile_protected(void **state)
{
    (void)state;
    struct outfile *out;
    struct catapult_error err;
    sandbox_text("kept", "old");
    assert_int_equal(chmod(sandbox_path("kept"), 0444), 0);
    assert_int_equal(outfile_open(&out, sandbox_path("kept"), &err), CATAPULT_STATUS_IO);
    assert_message(err, "/kept: cannot write: it is there and protected (mode 444); remove it, or choose another name");
    expect_content("kept", "old");
    assert_int_equal(sandbox_count(), 1);
}

/* Any name that the file system accepts. */
static void test_outfile_long_names(void **state)
{
    (void)state;
    for (size_t length = 60; length <= NAME_MAX; length += length < 240 ? 30 : 1) {
        char name[NAME_MAX + 1] = "";
        memset(name, 'n', length);
        write_out(name, "text\n");
        for (size_t i = 0; i + 1 < length; i += 2)
            memcpy(name + i, "\xc3\xa9", 2); /* é */
        write_out(name, "text\n");
    }
}

static void test_outfile_refused(void **state)
{
    (void)state;
    struct outfile *out;
    struct catapult_error err;
    assert_int_equal(outfile_open(&out, sandbox_path(""), &err), CATAPULT_STATUS_INPUT);
    assert_message(err, ": a folder, not a file to write");
    assert_int_equal(outfile_open(&out, sandbox_path("none/file"), &err), CATAPULT_STATUS_IO);
    assert_message(err, "/none/file: cannot write: No such file or directory");
    assert_null(out);
    assert_int_equal(outfile_open(&out, "/dev/null", &err), CATAPULT_STATUS_OK); /* a device is written as it is */
    fputs("gone\n", outfile_stream(out));
    assert_int_equal(outfile_commit(out, &err), CATAPULT_STATUS_OK);
    if (access("/dev/full", W_OK) == 0) {
        assert_int_equal(outfile_open(&out, "/dev/full", &err), CATAPULT_STATUS_OK);
        fputs("too much\n", outfile_stream(out));
        assert_int_equal(outfile_commit(out, &err), CATAPULT_STATUS_IO);
        assert_message(err, "/dev/full: cannot write: No space left on device");
        assert_int_equal(outfile_open(&out, "/dev/full", &err), CATAPULT_STATUS_OK);
        for (int i = 0; i < 100000; i++) /* the write that fails is not the last */
            fputs("too much\n", outfile_stream(out));
        errno = 0;
        assert_int_equal(outfile_commit(out, &err), CATAPULT_STATUS_IO);
        assert_message(err, "/dev/full: cannot write: No space left on device");
    }
    assert_int_equal(sandbox_count(), 0);
}

static void refused_as(const char *name, const char *reason)
{
    struct outfile *out;
    struct catapult_error err;
    size_t size;
    char *before = sandbox_read(sandbox_path(name), &size);
    assert_int_equal(outfile_open(&out, sandbox_path(name), &err), CATAPULT_STATUS_INPUT);
    assert_non_null(strstr(err.text, reason));
    assert_null(out);
    expect_content(name, before);
    free(before);
}

/* What this program read is never replaced; what it did not write, not without --force. */
static void test_outfile_kept(void **state)
{
    (void)state;
    static const char *const ours[] = {"# catapult 1\n", "", "<svg>\n<desc>catapult lab</desc>\n",
                                       "{\n  \"program\": \"catapult 1\"", "# a.gp - draws a.svg"};
    static const char *const others[] = {"catapult\n", "1,2\n", " # catapult 1\n", "# catapults\n", "# a.gp draws\n"};
    struct stream *stream;
    struct catapult_error err;
    struct outfile *out;
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++) {
        sandbox_text("ours", ours[i]);
        write_out("ours", "1,2\n");
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        sandbox_text("others", others[i]);
        refused_as("others", "a file that catapult did not write is there");
    }
    sandbox_text("read", "# catapult 1\n");
    assert_int_equal(outfile_open(&out, sandbox_path("read"), &err), CATAPULT_STATUS_OK);
    assert_int_equal(stream_open(&stream, sandbox_path("read"), &err), CATAPULT_STATUS_OK);
    stream_close(stream);
    fputs("too late\n", outfile_stream(out));
    assert_int_equal(outfile_commit(out, &err), CATAPULT_STATUS_INPUT);
    expect_content("read", "# catapult 1\n");
    refused_as("read", "it is an input of this run");
    assert_int_equal(link(sandbox_path("read"), sandbox_path("hard")), 0);
    assert_int_equal(symlink("read", sandbox_path("soft")), 0);
    refused_as("hard", "it is an input of this run");
    refused_as("soft", "it is an input of this run");
    assert_int_equal(unlink(sandbox_path("hard")), 0);
    sandbox_text("hard", "# catapult 2\n");
    write_out("hard", "1,2\n");
    assert_int_equal(sandbox_count(), 5);
}

/* If writing fails, nothing exists under the name or next to it. */
static void test_outfile_failed(void **state)
{
    (void)state;
    struct outfile *out;
    struct catapult_error err;
    sandbox_folder("f");
    assert_int_equal(outfile_open(&out, sandbox_path("f/file"), &err), CATAPULT_STATUS_OK);
    fputs("text\n", outfile_stream(out));
    sandbox_folder("f/file"); /* now the name is taken by what a file cannot replace */
    assert_int_equal(outfile_commit(out, &err), CATAPULT_STATUS_IO);
    assert_message(err, "/f/file: cannot write: Is a directory");
    assert_int_equal(rmdir(sandbox_path("f/file")), 0);
    assert_int_equal(rmdir(sandbox_path("f")), 0); /* so it was empty */
}

static void test_npy_round_trip(void **state)
{
    (void)state;
    static const size_t shapes[][3] = {{6}, {2, 3}, {3, 1, 2}, {1}};
    static const double values[6] = {1.0 / 3, -2.385e-300, INFINITY, 5e-324, -0.0, 1.7976931348623157e308};
    struct npy npy;
    struct catapult_error err;
    for (int i = 0; i < 4; i++) {
        int dimensions = i == 3 ? 1 : i + 1;
        double back[6] = {0};
        char name[] = "0.npy"; /* what has been read is not replaced */
        name[0] = (char)('0' + i);
        assert_int_equal(npy_write_file(sandbox_path(name), dimensions, shapes[i], values, &err), CATAPULT_STATUS_OK);
        assert_int_equal(npy_open(&npy, sandbox_path(name), &err), CATAPULT_STATUS_OK);
        assert_int_equal(npy.dimensions, dimensions);
        assert_int_equal(npy.begin % 64, 0);
        for (int k = 0; k < dimensions; k++)
            assert_int_equal(npy.shape[k], shapes[i][k]);
        assert_true(npy.kind == 'f' && npy.item == 8 && !npy.fortran && !npy.swap);
        assert_int_equal(npy.count, i == 3 ? 1 : 6);
        assert_int_equal(npy_read(&npy, 0, npy.count, back, &err), CATAPULT_STATUS_OK);
        assert_memory_equal(back, values, npy.count * sizeof(double));
        if (npy.count == 6) {
            assert_int_equal(npy_read(&npy, 4, 2, back, &err), CATAPULT_STATUS_OK);
            assert_memory_equal(back, values + 4, 2 * sizeof(double));
        }
        npy_close(&npy);
    }
}

/* The header, byte for byte, as numpy.save writes it. */
static void test_npy_header(void **state)
{
    (void)state;
    static const size_t shape[2] = {2, 0};
    size_t size;
    assert_int_equal(npy_write_file(sandbox_path("a.npy"), 2, shape, NULL, NULL), CATAPULT_STATUS_OK);
    char *bytes = sandbox_read(sandbox_path("a.npy"), &size), expected[129];
    memset(expected, ' ', sizeof expected);
    memcpy(expected, "\x93NUMPY\x01\x00\x76\x00{'descr': '<f8', 'fortran_order': False, 'shape': (2, 0), }", 69);
    expected[127] = '\n';
    assert_int_equal(size, 128);
    assert_memory_equal(bytes, expected, 128);
    free(bytes);
}

/* Writes a file of that version with that header, unchanged, followed by `bytes`. */
static void write_npy(int version, const char *header, const void *bytes, size_t size)
{
    unsigned char file[4096];
    size_t length = strlen(header), at = version == 1 ? 10 : 12;
    memcpy(file, "\x93NUMPY", 6);
    file[6] = (unsigned char)version;
    file[7] = 0;
    for (size_t i = 8; i < at; i++)
        file[i] = (unsigned char)(length >> 8 * (i - 8));
    memcpy(file + at, header, length);
    memcpy(file + at + length, bytes, size);
    sandbox_write("a.npy", file, at + length + size);
}

static void expect_numbers(int version, const char *type, const void *bytes, size_t size, const double *expected)
{
    char header[200];
    double back[3];
    struct npy npy;
    struct catapult_error err = {0};
    snprintf(header, sizeof header, "{'shape': (3,), 'fortran_order': True , \"descr\":'%s'}\n", type);
    write_npy(version, header, bytes, size);
    if (npy_open(&npy, sandbox_path("a.npy"), &err) != CATAPULT_STATUS_OK)
        fail_msg("%s: %s", type, err.text);
    assert_int_equal(npy_read(&npy, 0, 3, back, &err), CATAPULT_STATUS_OK);
    for (int i = 0; i < 3; i++)
        if (back[i] != expected[i])
            fail_msg("%s: number %d is %g, not %g", type, i, back[i], expected[i]);
    npy_close(&npy);
}

static void test_npy_types(void **state)
{
    (void)state;
    static const double small[] = {1, 0, 127}, negative[] = {-2, 0, 127}, reals[] = {1.5, -2, 0.25};
    expect_numbers(1, "|u1", "\1\0\x7f", 3, small);
    expect_numbers(2, "|b1", "\1\0\1", 3, (const double[]){1, 0, 1});
    expect_numbers(3, "|i1", "\xfe\0\x7f", 3, negative);
    expect_numbers(1, "<i2", "\xfe\xff\0\0\x7f\0", 6, negative);
    expect_numbers(1, ">i2", "\xff\xfe\0\0\0\x7f", 6, negative);
    expect_numbers(1, "<u2", "\1\0\0\0\x7f\0", 6, small);
    expect_numbers(1, ">u2", "\0\1\0\0\xff\xff", 6, (const double[]){1, 0, 65535});
    expect_numbers(1, "<i4", "\xfe\xff\xff\xff\0\0\0\0\x7f\0\0\0", 12, negative);
    expect_numbers(2, ">u4", "\0\0\0\1\0\0\0\0\xff\xff\xff\xff", 12, (const double[]){1, 0, 4294967295.0});
    expect_numbers(1, ">i8", "\xff\xff\xff\xff\xff\xff\xff\xfe\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x7f", 24, negative);
    expect_numbers(1, "<u8", "\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff", 24,
                   (const double[]){1, 0, 0x1p64});
    expect_numbers(1, "<f4", "\0\0\xc0\x3f\0\0\0\xc0\0\0\x80\x3e", 12, reals);
    expect_numbers(1, ">f4", "\x3f\xc0\0\0\xc0\0\0\0\x3e\x80\0\0", 12, reals);
    expect_numbers(1, ">f8", "\x3f\xf8\0\0\0\0\0\0\xc0\0\0\0\0\0\0\0\x3f\xd0\0\0\0\0\0\0", 24, reals);
}

static void expect_refused(const char *header, size_t size, const char *message)
{
    static const char zeros[64];
    struct npy npy;
    struct catapult_error err = {0};
    write_npy(1, header, zeros, size);
    assert_int_equal(npy_open(&npy, sandbox_path("a.npy"), &err), CATAPULT_STATUS_INPUT);
    assert_message(err, message);
    assert_int_equal(npy.file, -1);
}

#define HEADER(descr, order, shape) "{'descr': " descr ", 'fortran_order': " order ", 'shape': " shape ", }\n"

static void test_npy_refused(void **state)
{
    (void)state;
    expect_refused(HEADER("'<f8'", "False", "(3,)"), 23,
                   "/a.npy: truncated: the header promises 24 bytes of numbers, there are 23");
    expect_refused(HEADER("'<f8'", "False", "(3,)"), 25,
                   "/a.npy: bytes too many: the header promises 24 bytes of numbers, there are 25");
    expect_refused(HEADER("'|u1'", "False", "(4611686018427387904, 4)"), 0,
                   "/a.npy: truncated: the header promises 18446744073709551616 bytes of numbers, there are 0");
    expect_refused(HEADER("'<f8'", "False", "(0, 3)"), 0, "/a.npy: the array is empty");
    expect_refused(HEADER("'<c16'", "False", "(1,)"), 16,
                   "/a.npy: numbers of type <c16 cannot be read (float32, float64, integers, bool can)");
    expect_refused(HEADER("'|O'", "False", "(1,)"), 8,
                   "/a.npy: numbers of type |O cannot be read (float32, float64, integers, bool can)");
    expect_refused(HEADER("[('a', '<f8')]", "False", "(1,)"), 8,
                   "/a.npy: numbers of type [('a', '<f8')], 'for cannot be read (float32, float64, integers, bool can)");
    expect_refused(HEADER("'<f8'", "Perhaps", "(1,)"), 8, "/a.npy: the header is damaged");
    expect_refused(HEADER("'<f8'", "False", "(1, -1)"), 8, "/a.npy: the header is damaged");
    expect_refused(HEADER("'<f8'", "False", "(99999999999999999999)"), 8, "/a.npy: the header is damaged");
    expect_refused(HEADER("'<f8'", "False", "(1,1,1,1,1,1,1,1,1)"), 8, "/a.npy: the header is damaged");
    expect_refused("{'descr': '<f8', 'shape': (1,)}\n", 8,
                   "/a.npy: the header lacks one of descr, fortran_order, shape");
    expect_refused("{'descr': '<f8', 'colour': 3}\n", 8, "/a.npy: the header has an unknown key");
    expect_refused("[1, 2]\n", 8, "/a.npy: the header is no dictionary");
    expect_refused("{'descr", 8, "/a.npy: the header is damaged");
}

static void test_npy_not(void **state)
{
    (void)state;
    struct npy npy;
    struct catapult_error err;
    sandbox_text("a.npy", "just a text, not numbers");
    assert_int_equal(npy_open(&npy, sandbox_path("a.npy"), &err), CATAPULT_STATUS_INPUT);
    assert_message(err, "/a.npy: not a .npy file (it does not begin with \\x93NUMPY)");
    sandbox_text("a.npy", "short");
    assert_int_equal(npy_open(&npy, sandbox_path("a.npy"), &err), CATAPULT_STATUS_INPUT);
    assert_message(err, "/a.npy: too short for a .npy file");
    sandbox_write("a.npy", "\x93NUMPY\4\0\0\0\0\0\0\0", 14);
    assert_int_equal(npy_open(&npy, sandbox_path("a.npy"), &err), CATAPULT_STATUS_INPUT);
    assert_message(err, "/a.npy: .npy version 4 is unknown (1 to 3 can be read)");
    sandbox_write("a.npy", "\x93NUMPY\1\0\xff\0{}", 12);
    assert_int_equal(npy_open(&npy, sandbox_path("a.npy"), &err), CATAPULT_STATUS_INPUT);
    assert_message(err, "/a.npy: a header of 255 bytes does not fit into the file");
    sandbox_write("a.npy", "\x93NUMPY\2\0\xff\xff\xff\xff{}", 14);
    assert_int_equal(npy_open(&npy, sandbox_path("a.npy"), &err), CATAPULT_STATUS_INPUT);
    assert_message(err, "/a.npy: a header of 4294967295 bytes is too long");
    assert_int_equal(npy_open(&npy, sandbox_path(""), &err), CATAPULT_STATUS_INPUT);
    assert_message(err, ": a folder where a file is expected");
    assert_int_equal(npy_open(&npy, sandbox_path("b.npy"), &err), CATAPULT_STATUS_IO);
    assert_message(err, "/b.npy: No such file or directory");
}

/* Every prefix and every one-byte change of a small file gives numbers or a message. */
static void test_npy_mangled(void **state)
{
    (void)state;
    static const size_t shape[2] = {2, 2};
    static const double values[4] = {1, 2, 3, 4};
    static const char bytes[] = {0, 1, ' ', '\'', '(', ')', ',', '{', '}', '9', (char)0xff};
    struct npy npy;
    struct catapult_error err;
    size_t size;
    double back[4];
    assert_int_equal(npy_write_file(sandbox_path("whole"), 2, shape, values, &err), CATAPULT_STATUS_OK);
    char *whole = sandbox_read(sandbox_path("whole"), &size);
    for (size_t i = 0; i < size; i++) {
        sandbox_write("a.npy", whole, i);
        assert_int_equal(npy_open(&npy, sandbox_path("a.npy"), &err), CATAPULT_STATUS_INPUT);
        for (size_t k = 0; k < sizeof bytes && i < 128; k++) {
            char was = whole[i];
            whole[i] = bytes[k];
            sandbox_write("a.npy", whole, size);
            whole[i] = was;
            if (npy_open(&npy, sandbox_path("a.npy"), &err) != CATAPULT_STATUS_OK)
                continue;
            assert_true(npy.count * npy.item == 32 || npy.begin != 128);
            if (npy.count <= 4)
                assert_int_equal(npy_read(&npy, 0, npy.count, back, &err), CATAPULT_STATUS_OK);
            npy_close(&npy);
        }
    }
    free(whole);
}

#define IN_SANDBOX(test) cmocka_unit_test_setup_teardown(test, sandbox_open, sandbox_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SANDBOX(test_lines),          IN_SANDBOX(test_endless_line),
        IN_SANDBOX(test_stream),         IN_SANDBOX(test_stream_damaged),  IN_SANDBOX(test_stream_refused),
        IN_SANDBOX(test_outfile),        IN_SANDBOX(test_outfile_refused), IN_SANDBOX(test_outfile_failed), IN_SANDBOX(test_outfile_kept),
        IN_SANDBOX(test_outfile_dangling), IN_SANDBOX(test_outfile_protected), IN_SANDBOX(test_outfile_long_names),
        IN_SANDBOX(test_npy_round_trip), IN_SANDBOX(test_npy_header),      IN_SANDBOX(test_npy_types),
        IN_SANDBOX(test_npy_refused),    IN_SANDBOX(test_npy_not),         IN_SANDBOX(test_npy_mangled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
