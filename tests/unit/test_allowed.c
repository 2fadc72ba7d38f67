/* What of a machine this process may use: texts of cgroups and batch systems, and machines simulated by files. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/allowed.h"
#include "tests/unit/sandbox.h"

static void test_cpu_max(void **state)
{
    (void)state;
    static const struct { const char *text; int count; } rows[] = {
        {"200000 100000\n", 2}, {"150000 100000", 1}, {"50000 100000\n", 1}, {"6400000 100000\n", 64},
        {"max 100000\n", 0}, {"max", 0}, {"", 0}, {"200000", 0}, {"200000 0", 0}, {"0 100000", 0}, {"-1 100000", 0},
        {"2e5 100000", 0}, {"200000 100000 x", 0}, {"99999999999999999999 100000", 0}, {"9000000000000000000 1", 2147483647},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(allowed_cpu_max(rows[i].text), rows[i].count);
}

static void test_bytes(void **state)
{
    (void)state;
    static const struct { const char *text; double bytes; } rows[] = {
        {"1073741824\n", 1073741824}, {"4096", 4096}, {"max\n", INFINITY}, {"9223372036854771712\n", INFINITY},
        {"18446744073709551615", INFINITY}, {"", INFINITY}, {"-1", INFINITY}, {"12 kB", INFINITY}, {"0", INFINITY},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_true(allowed_bytes(rows[i].text) == rows[i].bytes);
}

static void test_threads(void **state)
{
    (void)state;
    static const struct { const char *text; int count; } rows[] = {
        {NULL, 0}, {"", 0}, {"4", 4}, {" 4 ", 4}, {"4,2", 4}, {"4,2,1", 4}, {"16\n", 16}, {"0", 0}, {"-3", 0}, {"four", 0},
        {"4x", 0}, {"4.5", 0}, {",2", 0}, {"0x10", 0}, {"+4", 0}, {"99999999999", 0}, {"99999999999999999999", 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(allowed_threads(rows[i].text), rows[i].count);
}

static void group(const char *text, const char *controller, const char *expected)
{
    char path[32];
    assert_int_equal(allowed_group(text, controller, path, sizeof path), *expected != '\0');
    assert_string_equal(path, expected);
}

static void test_group(void **state)
{
    (void)state;
    const char *both = "12:cpuset:/set\n4:memory:/jobs/m\n3:cpu,cpuacct:/jobs/c:7\n1:name=systemd:/x\n0::/user.slice/a\n";
    group(both, "", "/user.slice/a");
    group(both, "cpu", "/jobs/c:7");
    group(both, "cpuacct", "/jobs/c:7");
    group(both, "memory", "/jobs/m");
    group(both, "cpua", "");
    group("0::/\n", "", "/");
    group("0::/no-newline", "", "/no-newline");
    group("", "", "");
    group("\n\nnonsense\n0:\n0::\n", "", "");
    group("0::relative\n", "", "");
    group("0::/a/path/that/is/longer/than/the/room\n", "", "");
}

/* Creates the file and its folders. */
static void file(const char *name, const char *text)
{
    char folder[256];
    for (const char *slash = strchr(name, '/'); slash; slash = strchr(slash + 1, '/')) {
        snprintf(folder, sizeof folder, "%.*s", (int)(slash - name), name);
        if (mkdir(sandbox_path(folder), 0777) != 0)
            assert_int_equal(errno, EEXIST);
    }
    sandbox_text(name, text);
}

static void processors(int there, int affinity, int count, const char *why)
{
    struct allowed_processors p = allowed_processors(sandbox_path(""), there, affinity);
    assert_int_equal(p.there, there < 1 ? 1 : there);
    assert_int_equal(p.count, count);
    assert_true(why ? p.why && strcmp(p.why, why) == 0 : !p.why);
}

static void test_processors(void **state)
{
    (void)state;
    processors(64, 64, 64, NULL); /* no files at all */
    processors(64, 0, 64, NULL);
    processors(64, 1, 1, "affinity");
    processors(0, 0, 1, NULL);
    file("proc/self/cgroup", "0::/jobs/mine\n");
    processors(64, 8, 8, "affinity");
    file("sys/fs/cgroup/jobs/mine/cpu.max", "max 100000\n");
    processors(64, 64, 64, NULL);
    file("sys/fs/cgroup/jobs/cpu.max", "300000 100000\n"); /* set for an ancestor */
    processors(64, 64, 3, "cgroup cpu.max");
    processors(64, 2, 2, "affinity");
    file("sys/fs/cgroup/jobs/mine/cpu.max", "200000 100000\n");
    processors(64, 64, 2, "cgroup cpu.max");
    file("sys/fs/cgroup/cpu.max", "100000 100000\n"); /* a container sees its own group as the root */
    processors(64, 64, 1, "cgroup cpu.max");
    file("sys/fs/cgroup/cpu.max", "nonsense\n");
    processors(64, 64, 2, "cgroup cpu.max");
}

static void test_version_1(void **state)
{
    (void)state;
    file("proc/self/cgroup", "4:memory:/m/n\n3:cpuacct,cpu:/jobs\n");
    file("sys/fs/cgroup/cpu/jobs/cpu.cfs_quota_us", "-1\n");
    file("sys/fs/cgroup/cpu/jobs/cpu.cfs_period_us", "100000\n");
    processors(64, 64, 64, NULL);
    file("sys/fs/cgroup/cpu/jobs/cpu.cfs_quota_us", "400000\n");
    processors(64, 64, 4, "cgroup cpu.cfs_quota_us");
    file("sys/fs/cgroup/memory/m/n/memory.limit_in_bytes", "9223372036854771712\n");
    assert_true(allowed_memory_of(sandbox_path(""), 1e12).bytes == 1e12);
    file("sys/fs/cgroup/memory/m/memory.limit_in_bytes", "1000000\n");
    struct allowed_memory m = allowed_memory_of(sandbox_path(""), 1e12);
    assert_true(m.bytes == 1e6);
    assert_string_equal(m.whose, "the cgroup (memory.limit_in_bytes) grants");
}

static void test_memory(void **state)
{
    (void)state;
    struct allowed_memory m = allowed_memory_of(sandbox_path(""), 3e9);
    assert_true(m.bytes == 3e9);
    assert_string_equal(m.whose, "the machine has");
    file("proc/self/cgroup", "0::/a/b\n");
    file("sys/fs/cgroup/a/b/memory.max", "max\n");
    assert_true(allowed_memory_of(sandbox_path(""), 3e9).bytes == 3e9);
    file("sys/fs/cgroup/a/memory.max", "2000000000\n");
    m = allowed_memory_of(sandbox_path(""), 3e9);
    assert_true(m.bytes == 2e9);
    assert_string_equal(m.whose, "the cgroup (memory.max) grants");
    assert_true(allowed_memory_of(sandbox_path(""), 1e9).bytes == 1e9);
}

static void test_variables(void **state)
{
    (void)state;
    unsetenv("SLURM_CPUS_PER_TASK");
    unsetenv("OMP_NUM_THREADS");
    int all = allowed_by_default(true).count;
    assert_int_equal(allowed_by_default(false).count, all);
    setenv("OMP_NUM_THREADS", "1,4", 1);
    assert_int_equal(allowed_by_default(true).count, 1);
    assert_int_equal(allowed_by_default(false).count, all); /* processes are not threads */
    setenv("OMP_NUM_THREADS", "many", 1);
    assert_int_equal(allowed_by_default(true).count, all);
    setenv("OMP_NUM_THREADS", "1000000", 1); /* a default never exceeds what may be used */
    assert_int_equal(allowed_by_default(true).count, all);
    setenv("SLURM_CPUS_PER_TASK", "1", 1);
    assert_int_equal(allowed_by_default(true).count, 1);
    assert_int_equal(allowed_by_default(false).count, 1);
    unsetenv("SLURM_CPUS_PER_TASK");
    unsetenv("OMP_NUM_THREADS");
}

static void test_space(void **state)
{
    (void)state;
    assert_true(allowed_space(0));
    assert_true(allowed_space(4096));
    assert_false(allowed_space(0x1p60));
    assert_false(allowed_space(INFINITY));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cpu_max),
        cmocka_unit_test(test_bytes),
        cmocka_unit_test(test_threads),
        cmocka_unit_test(test_group),
        cmocka_unit_test_setup_teardown(test_processors, sandbox_open, sandbox_close),
        cmocka_unit_test_setup_teardown(test_version_1, sandbox_open, sandbox_close),
        cmocka_unit_test_setup_teardown(test_memory, sandbox_open, sandbox_close),
        cmocka_unit_test(test_variables),
        cmocka_unit_test(test_space),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
