/* Downloads: sets of a few small files, fetched from a local server that misbehaves on purpose (tests/get/serve.py).
 * Whatever the server does, a file under its final name is the published one. */
#include "sandbox.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "data/fetch.h"
#include "data/set_get.h"
#include "data/checksum.h"
#include "data/tar.h"

enum { SIZE = 90000, SMALL = 700, BLOCK = 512, ARCHIVE = 300 * BLOCK };

static char one_sum[SHA256_TEXT], two_sum[SHA256_TEXT], notes_sum[SHA256_TEXT];

static const struct known_file plain_files[] = {
    {"one.bin", SET_TRAIN, SIZE, one_sum}, {"two", SET_TEST, SMALL, two_sum}, {.name = NULL}};
static const struct known_download plain_downloads[] = {
    {"https://example.invalid/one.bin", SIZE, "one.bin", NULL},
    {"https://example.invalid/two.gz", SMALL, "two", NULL}, {.url = NULL}};
static const struct known_set plain = {
    .name = "plain", .title = "two files", .files = plain_files, .downloads = plain_downloads, .packed = true};

static const struct known_file packed_files[] = {
    {"one.bin", SET_TRAIN, SIZE, one_sum}, {"notes/", SET_BOTH, 2 * SMALL, notes_sum}, {.name = NULL}};
static const struct known_download packed_downloads[] = {
    {"https://example.invalid/all.tar.gz", SIZE, NULL, "all-1/"}, {.url = NULL}};
static const struct known_set packed = {
    .name = "packed", .title = "an archive", .files = packed_files, .downloads = packed_downloads};

static unsigned char one[SIZE], two[SMALL], archive[ARCHIVE]; /* room for one.bin and more */
static size_t archive_size;
static char base[64], home[16];
static pid_t server;
static int server_input;

/* --- the files, and the server ----------------------------------------------------------------------------- */

static void fill(unsigned char *bytes, size_t size, unsigned seed)
{
    for (size_t i = 0; i < size; i++, seed = seed * 1103515245u + 12345u)
        bytes[i] = (unsigned char)(seed >> 16);
}

static void sum(const void *bytes, size_t size, char text[SHA256_TEXT])
{
    struct sha256 sha;
    sha256_init(&sha);
    sha256_add(&sha, bytes, size);
    sha256_text(&sha, text);
}

/* A member of a ustar archive. */
static void add(const char *name, char type, const unsigned char *bytes, size_t size)
{
    char *head = (char *)archive + archive_size;
    unsigned check = 0;
    memset(head, 0, BLOCK);
    snprintf(head, 100, "%s", name);
    snprintf(head + 100, 8, "%07o", 0644u);
    snprintf(head + 124, 12, "%011zo", size);
    memset(head + 148, ' ', 8);
    head[156] = type;
    memcpy(head + 257, "ustar\00000", 8);
    for (int i = 0; i < BLOCK; i++)
        check += (unsigned char)head[i];
    snprintf(head + 148, 8, "%06o", check);
    archive_size += BLOCK;
    if (bytes)
        memcpy(archive + archive_size, bytes, size);
    archive_size += bytes ? (size + BLOCK - 1) / BLOCK * BLOCK : 0;
    assert_true(archive_size < ARCHIVE - 2 * BLOCK);
}

static void begin_archive(void)
{
    memset(archive, 0, sizeof archive);
    archive_size = 0;
    add("pax_global_header", 'g', (const unsigned char *)"30 comment=something\n", 21);
    add("all-1/", '5', NULL, 0);
}

static void end_archive(void)
{
    archive_size += 2 * BLOCK;
    sandbox_gzip("packed/all.tar.gz", archive, archive_size, 1);
}

static void good_archive(void)
{
    begin_archive();
    add("all-1/README.md", '0', two, 11);
    add("all-1/one.bin", '0', one, SIZE);
    add("all-1/notes/", '5', NULL, 0);
    add("all-1/notes/b.wav", '0', two, SMALL);
    add("all-1/notes/a.wav", '0', one, SMALL);
    end_archive();
}

static void make_files(void)
{
    char lines[2 * (SHA256_TEXT + 10)], a[SHA256_TEXT], b[SHA256_TEXT];
    fill(one, SIZE, 2385);
    fill(two, SMALL, 71);
    sum(one, SIZE, one_sum);
    sum(two, SMALL, two_sum);
    sum(one, SMALL, a);
    sum(two, SMALL, b);
    snprintf(lines, sizeof lines, "%s  a.wav\n%s  b.wav\n", a, b);
    sum(lines, strlen(lines), notes_sum);
    sandbox_folder("plain");
    sandbox_folder("packed");
    sandbox_write("plain/one.bin", one, SIZE);
    sandbox_gzip("plain/two.gz", two, SMALL, 1);
    good_archive();
}

static void start_server(void)
{
    const char *srcdir = getenv("srcdir");
    int in[2], out[2];
    char script[SET_PATH], port[16] = "";
    snprintf(script, sizeof script, "%s/tests/get/serve.py", srcdir ? srcdir : ".");
    assert_true(pipe(in) == 0 && pipe(out) == 0);
    fcntl(in[1], F_SETFD, FD_CLOEXEC);
    server = fork();
    if (server == 0) {
        dup2(in[0], 0);
        dup2(out[1], 1);
        close(out[0]);
        execlp("python3", "python3", script, sandbox_path(""), (char *)NULL);
        _exit(127);
    }
    close(in[0]);
    close(out[1]);
    server_input = in[1];
    for (size_t used = 0; used < sizeof port - 1 && !strchr(port, '\n'); used++)
        if (read(out[0], port + used, 1) != 1)
            break;
    close(out[0]);
    snprintf(base, sizeof base, "http://127.0.0.1:%d/", atoi(port));
}

/* The server for all tests; */
static int open_all(void **state)
{
    if (sandbox_open(state) != 0)
        return -1;
    make_files();
    start_server();
    return 0;
}

static int close_all(void **state)
{
    close(server_input);
    waitpid(server, NULL, 0);
    return sandbox_close(state);
}

/* A new home for each test. */
static int open_home(void **state)
{
    static int count;
    (void)state;
    snprintf(home, sizeof home, "home%d", ++count);
    setenv("XDG_DATA_HOME", sandbox_path(home), 1);
    unlink(sandbox_path("log"));
    good_archive();
    return 0;
}

/* --- what the tests do --------------------------------------------------------------------------------------- */

static int reports_left;

static int give_up(void *context, const char *what, double fraction)
{
    (void)context;
    assert_true(*what && fraction <= 1);
    return reports_left-- <= 0;
}

/* A second of silence is enough for a server that stays silent; the other modes get more time on a busy machine. */
static int patience(const char *mode)
{
    return strcmp(mode, "stall") == 0 ? 1 : 100;
}

/* Fetches the set's first `count` downloads in that mode of the server. */
static enum catapult_status get(const struct known_set *set, const char *mode, int count, struct catapult_error *err)
{
    static struct set_get how;
    static char from[96];
    enum catapult_status status;
    if (strcmp(base, "http://127.0.0.1:0/") == 0)
        skip(); /* no python3 */
    snprintf(from, sizeof from, "%s%s", base, mode);
    how = (struct set_get){.from = from, .patience = patience(mode)};
    status = set_get_begin(&how, set, "", err);
    for (int i = 0; i < count && status == CATAPULT_STATUS_OK; i++) {
        bool there = true;
        const struct catapult_progress progress = {give_up, NULL};
        status = set_get_there(&how, &set->downloads[i], &there, NULL, err);
        if (status == CATAPULT_STATUS_OK && !there)
            status = set_get_fetch(&how, &set->downloads[i], &progress, err);
    }
    set_get_end(&how);
    return status;
}

static void gets(const struct known_set *set, const char *mode, int count)
{
    struct catapult_error err = {0};
    reports_left = 1 << 30;
    if (get(set, mode, count, &err) != CATAPULT_STATUS_OK)
        fail_msg("%s: %s", mode, err.text);
}

static void refuses(const struct known_set *set, const char *mode, const char *message)
{
    struct catapult_error err = {0};
    reports_left = 1 << 30;
    if (get(set, mode, 1, &err) == CATAPULT_STATUS_OK)
        fail_msg("%s: fetched, not refused with ...%s...", mode, message);
    if (!strstr(err.text, message))
        fail_msg("%s: %s\n   wanted: ...%s...", mode, err.text, message);
}

/* The path of a name in the home's data folder. */
static const char *at_home(const char *name)
{
    char path[200];
    snprintf(path, sizeof path, "%s/catapult/%s", home, name);
    return sandbox_path(path);
}

static void write_home(const char *name, const void *bytes, size_t size)
{
    char path[200];
    snprintf(path, sizeof path, "%s/catapult/%s", home, name);
    sandbox_write(path, bytes, size);
}

/* The file in the set's folder has exactly these bytes; NULL: it does not exist. */
static void holds(const char *name, const void *bytes, size_t size)
{
    size_t found = 0;
    const char *content = sandbox_read(at_home(name), &found);
    if (!bytes) {
        if (content)
            fail_msg("%s is there", name);
        return;
    }
    if (!content)
        fail_msg("%s is not there", name);
    if (found != size || memcmp(content, bytes, size) != 0)
        fail_msg("%s: %zu bytes, not the %zu expected", name, found, size);
}

static int requests(const char *line)
{
    int count = 0;
    size_t size;
    const char *log = sandbox_read(sandbox_path("log"), &size);
    for (const char *at = log ? strstr(log, line) : NULL; at; at = strstr(at + 1, line))
        count++;
    return count;
}

static void test_plain(void **state)
{
    (void)state;
    gets(&plain, "ok", 2);
    holds("plain/one.bin", one, SIZE);
    holds("plain/one.bin.part", NULL, 0);
    assert_int_equal(requests("ok plain/"), 2);
    gets(&plain, "ok", 2); /* all there: nothing is asked for */
    assert_int_equal(requests("ok plain/"), 2);
}

static void test_resume_within(void **state)
{
    (void)state;
    gets(&plain, "cut", 1);
    holds("plain/one.bin", one, SIZE);
    assert_int_equal(requests("cut plain/one.bin bytes=30001-\n"), 1);
    assert_int_equal(requests("cut plain/one.bin bytes=60002-\n"), 1);
}

static void test_resume_later(void **state)
{
    (void)state;
    refuses(&plain, "drip", "(45005 bytes are kept: run it again to go on)");
    holds("plain/one.bin", NULL, 0);
    holds("plain/one.bin.part", one, 45005);
    gets(&plain, "ok", 1);
    holds("plain/one.bin", one, SIZE);
    assert_int_equal(requests("ok plain/one.bin bytes=45005-\n"), 1);
}

static void test_no_ranges(void **state)
{
    (void)state;
    refuses(&plain, "drip", "kept");
    gets(&plain, "norange", 1);
    holds("plain/one.bin", one, SIZE);
}

static void test_stall(void **state)
{
    (void)state;
    refuses(&plain, "stall", "nothing came for 1 seconds");
    holds("plain/one.bin", NULL, 0);
    gets(&plain, "ok", 1);
}

static void test_refusals(void **state)
{
    (void)state;
    refuses(&plain, "missing", "the server answers 404 (not found)");
    refuses(&plain, "nothing", "plain/one.bin: ");
    refuses(&plain, "away", "http://example.org/plain/one.bin: only https addresses");
    refuses(&plain, "file", "file:///etc/passwd: only https addresses");
    refuses(&plain, "loop", "redirected again and again");
    assert_int_equal(requests("loop "), 11);
    holds("plain/one.bin", NULL, 0);
    holds("plain/one.bin.part", NULL, 0);
    gets(&plain, "moved", 2);
    holds("plain/one.bin", one, SIZE);
}

/* A wrong partial file is removed: it would spoil the next attempt. */
static void test_wrong(void **state)
{
    (void)state;
    refuses(&plain, "wrong", "wrong/plain/one.bin: not the published one.bin (90000 bytes, sha256 ");
    holds("plain/one.bin.part", NULL, 0);
    refuses(&plain, "unknown", "not the published one.bin (30000 bytes, ");
    holds("plain/one.bin.part", NULL, 0);
    refuses(&plain, "large", "sends more than twice the 90000 bytes");
    holds("plain/one.bin", NULL, 0);
    gets(&plain, "ok", 1); /* replaces what is left of the large file, which is longer */
    holds("plain/one.bin", one, SIZE);
}

static void test_bad_part(void **state)
{
    (void)state;
    refuses(&plain, "ok/../missing", "404");
    write_home("plain/one.bin.part", two, SMALL);
    gets(&plain, "ok", 1); /* resumed, found wrong, restarted */
    holds("plain/one.bin", one, SIZE);
    assert_int_equal(requests("ok plain/one.bin bytes=700-\n"), 1);
    assert_int_equal(requests("ok plain/one.bin -\n"), 1);
}

static void test_whole_part(void **state)
{
    (void)state;
    refuses(&plain, "missing", "404");
    write_home("plain/one.bin.part", one, SIZE);
    gets(&plain, "ok", 1); /* "416 Range Not Satisfiable" */
    holds("plain/one.bin", one, SIZE);
    assert_int_equal(requests("ok "), 1);
}

static void test_misplaced(void **state)
{
    (void)state;
    refuses(&plain, "misplaced", "was asked for byte 30001 and sends byte 30002");
    holds("plain/one.bin.part", one, 30001);
}

/* The user's own file is not replaced. */
static void test_own_file(void **state)
{
    (void)state;
    refuses(&plain, "missing", "404");
    write_home("plain/one.bin", two, SMALL);
    refuses(&plain, "ok", "one.bin: not the published one.bin (700 bytes");
    refuses(&plain, "ok", "remove it first");
    holds("plain/one.bin", two, SMALL);
}

static void test_cancel(void **state)
{
    struct catapult_error err = {0};
    (void)state;
    reports_left = 0;
    assert_int_equal(get(&plain, "stall", 1, &err), CATAPULT_STATUS_CANCELLED);
    gets(&plain, "ok", 1);
}

static void test_folders(void **state)
{
    struct catapult_error err = {0};
    struct set_get how = {.patience = patience("")};
    (void)state;
    sandbox_text("file", "x");
    setenv("XDG_DATA_HOME", sandbox_path("file"), 1);
    refuses(&plain, "ok", "file/catapult: cannot make this folder: Not a directory");
    assert_int_equal(set_get_begin(&how, &plain, sandbox_path("there"), &err), CATAPULT_STATUS_OK);
    assert_string_equal(how.folder, sandbox_path("there/plain"));
    struct set_get other = {.patience = patience("")}; /* the folder is in use */
    assert_int_equal(set_get_begin(&other, &plain, sandbox_path("there"), &err), CATAPULT_STATUS_IO);
    assert_non_null(strstr(err.text, "another catapult is fetching"));
    set_get_end(&other);
    set_get_end(&how);
    setenv("XDG_DATA_HOME", "relative", 1);
    unsetenv("HOME"); /* for the rest of this program */
    refuses(&plain, "ok", "neither XDG_DATA_HOME nor HOME is set");
}

static void test_full_disk(void **state)
{
    (void)state;
    refuses(&plain, "missing", "404");
    assert_int_equal(symlink("/dev/full", at_home("plain/one.bin.part")), 0);
    refuses(&plain, "ok", "one.bin.part: cannot write: "); /* and no link to another place is followed */
}

static void test_addresses(void **state)
{
    static const char *const good[] = {"https://x.org", "HTTPS://x.org/a", "http://127.0.0.1:80/", "http://localhost",
                                       "http://[::1]:8000/x"};
    static const char *const bad[] = {"http://x.org/", "http://localhost.evil.org/", "http://127.0.0.1.evil.org/",
                                      "http://localhost:80@evil.org/", "ftp://127.0.0.1/", "file:///etc/passwd", "",
                                      "localhost", "http://127.0.0.12/"};
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_int_equal(fetch_address(good[i], NULL), CATAPULT_STATUS_OK);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(fetch_address(bad[i], NULL), CATAPULT_STATUS_USAGE);
}

/* --- archives ------------------------------------------------------------------------------------------------ */

static void nothing_unpacked(void)
{
    holds("packed/one.bin", NULL, 0);
    holds("packed/one.bin.part", NULL, 0);
    assert_int_not_equal(access(at_home("packed/notes"), F_OK), 0);
    assert_int_not_equal(access(at_home("packed/notes.part"), F_OK), 0);
}

static void test_archive(void **state)
{
    (void)state;
    gets(&packed, "cut", 1);
    holds("packed/one.bin", one, SIZE);
    holds("packed/notes/a.wav", one, SMALL);
    holds("packed/notes/b.wav", two, SMALL);
    holds("packed/README.md", NULL, 0);
    holds("packed/all.tar.gz.part", NULL, 0);
    gets(&packed, "missing", 1); /* all there */
    assert_int_equal(unlink(at_home("packed/one.bin")), 0);
    gets(&packed, "ok", 1); /* the folder stays, the file comes back */
    holds("packed/one.bin", one, SIZE);
    assert_int_not_equal(access(at_home("packed/notes.part"), F_OK), 0);
}

/* Someone with write access to the data folder replaces the unpacking folder by a link; the link's target must not
 * change. */
static void test_link_elsewhere(void **state)
{
    (void)state;
    sandbox_folder("thesis");
    sandbox_text("thesis/chapter.tex", "years");
    refuses(&packed, "missing", "404");
    assert_int_equal(symlink(sandbox_path("thesis"), at_home("packed/notes.part")), 0);
    gets(&packed, "cut", 1);
    size_t size;
    assert_string_equal(sandbox_read(sandbox_path("thesis/chapter.tex"), &size), "years");
    assert_null(sandbox_read(sandbox_path("thesis/a.wav"), &size));
    holds("packed/notes/a.wav", one, SMALL);
}

/* A truncated address is never requested, and neither is the publisher's in its place. */
static void test_long_address(void **state)
{
    (void)state;
    struct catapult_error err = {0};
    struct set_get how = {.patience = patience("")};
    char from[2100];
    memset(from, 'a', sizeof from);
    memcpy(from, "http://127.0.0.1:1/", 19);
    from[sizeof from - 1] = '\0';
    how.from = from;
    assert_int_equal(set_get_begin(&how, &plain, "", &err), CATAPULT_STATUS_OK);
    assert_int_equal(set_get_fetch(&how, plain.downloads, NULL, &err), CATAPULT_STATUS_USAGE);
    assert_non_null(strstr(err.text, "is too long: an address may have 2047 bytes"));
    set_get_end(&how);
}

/* Members whose names lead outside, links and devices are skipped; the archive then lacks a file. */
static void test_hostile_names(void **state)
{
    static const char *const names[] = {"../one.bin", "/tmp/one.bin", "all-1/../one.bin", "all-1/notes/../one.bin",
                                        "all-1/notes/../../x", "all-1/notes/.hidden", "all-1//one.bin",
                                        "all-1/notes/a/b", "all-1/notes/a\nb", "one.bin"};
    (void)state;
    begin_archive();
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        add(names[i], '0', two, 5);
    add("all-1/one.bin", '2', NULL, 0);
    add("all-1/one.bin", '1', NULL, 0);
    add("all-1/one.bin", '3', NULL, 0);
    add("all-1/notes", '2', NULL, 0);
    end_archive();
    refuses(&packed, "ok", "there is no all-1/one.bin in it");
    nothing_unpacked();
    assert_int_not_equal(access(sandbox_path("one.bin"), F_OK), 0);
    assert_int_not_equal(access(at_home("one.bin"), F_OK), 0);
    assert_int_not_equal(access(at_home("packed/x"), F_OK), 0);
    assert_int_not_equal(access("/tmp/one.bin", F_OK), 0);
}

static void test_bad_archives(void **state)
{
    (void)state;
    begin_archive();
    add("all-1/one.bin", '0', one, SIZE);
    add("all-1/one.bin", '0', two, 1);
    end_archive();
    refuses(&packed, "ok", "one.bin is larger than the published one");
    begin_archive();
    add("all-1/notes/a", '0', one, SMALL);
    add("all-1/notes/b", '0', one, SMALL);
    add("all-1/notes/c", '0', one, SMALL);
    end_archive();
    refuses(&packed, "ok", "notes/ is larger than the published one");
    begin_archive();
    add("all-1/notes/a", '0', one, 10);
    add("all-1/notes/a", '0', one, 10);
    end_archive();
    refuses(&packed, "ok", "the archive has it twice");
    good_archive();
    archive[archive_size - 2 * BLOCK - 3 * BLOCK + 7] ^= 1; /* in the last name */
    sandbox_gzip("packed/all.tar.gz", archive, archive_size, 1);
    refuses(&packed, "ok", "not a tar archive, or a damaged one");
    sandbox_gzip("packed/all.tar.gz", archive, archive_size / BLOCK / 2 * BLOCK, 1);
    refuses(&packed, "ok", "truncated: the file ends within a member");
    sandbox_write("packed/all.tar.gz", "not an archive", 14);
    refuses(&packed, "ok", "truncated: the file ends within the archive");
    good_archive();
    nothing_unpacked();
    one[7] ^= 1;
    good_archive();
    one[7] ^= 1;
    refuses(&packed, "ok", "ok/packed/all.tar.gz: not the published one.bin (90000 bytes");
    nothing_unpacked();
}

/* Sets every byte of a header to a few values: no crash, nothing outside the folder. */
static void test_mangled_headers(void **state)
{
    static const unsigned char bytes[] = {0, ' ', '/', '.', '7', '8', 0x80, 0xff};
    (void)state;
    begin_archive();
    add("all-1/notes/a.wav", '0', two, 20);
    for (size_t i = archive_size - 2 * BLOCK; i < archive_size - BLOCK; i++)
        for (size_t k = 0; k < sizeof bytes; k++) {
            struct tar tar;
            struct tar_member member;
            unsigned char before = archive[i];
            size_t got = 1;
            archive[i] = bytes[k];
            sandbox_write("mangled", archive, archive_size + 2 * BLOCK);
            assert_int_equal(tar_open(&tar, sandbox_path("mangled"), NULL), CATAPULT_STATUS_OK);
            for (int n = 0; n < 9 && tar_next(&tar, &member, NULL) == CATAPULT_STATUS_OK && !tar.end; n++) {
                char some[7];
                assert_true(strlen(member.name) < TAR_NAME);
                (void)tar_read(&tar, some, sizeof some, &got, NULL);
            }
            tar_close(&tar);
            archive[i] = before;
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_plain, open_home),
        cmocka_unit_test_setup(test_resume_within, open_home),
        cmocka_unit_test_setup(test_resume_later, open_home),
        cmocka_unit_test_setup(test_no_ranges, open_home),
        cmocka_unit_test_setup(test_stall, open_home),
        cmocka_unit_test_setup(test_refusals, open_home),
        cmocka_unit_test_setup(test_wrong, open_home),
        cmocka_unit_test_setup(test_bad_part, open_home),
        cmocka_unit_test_setup(test_whole_part, open_home),
        cmocka_unit_test_setup(test_misplaced, open_home),
        cmocka_unit_test_setup(test_own_file, open_home),
        cmocka_unit_test_setup(test_cancel, open_home),
        cmocka_unit_test_setup(test_folders, open_home),
        cmocka_unit_test_setup(test_full_disk, open_home),
        cmocka_unit_test(test_addresses),
        cmocka_unit_test_setup(test_archive, open_home),
        cmocka_unit_test_setup(test_link_elsewhere, open_home),
        cmocka_unit_test_setup(test_long_address, open_home),
        cmocka_unit_test_setup(test_hostile_names, open_home),
        cmocka_unit_test_setup(test_bad_archives, open_home),
        cmocka_unit_test(test_mangled_headers),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
