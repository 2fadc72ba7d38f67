/* Data from files: what is read, which examples are drawn, and every possible error in a file, with its message.
 *
 * Whole MNIST is looked up in $CATAPULT_DATA; without it those tests are skipped. */
#include "sandbox.h"

#include <catapult/dataset.h>
#include <catapult/settings.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/npy.h"
#include "data/source.h"
#include "reading.h"

/* --- csv -------------------------------------------------------------------------------------------------- */

static void test_csv(void **state)
{
    (void)state;
    sandbox_text("a.csv", "\xef\xbb\xbf# made by hand\r\n\n"
                          "\"first, one\", second ,y\r\n"
                          "1,2,3\r\n"
                          " \"-1.5\" ,\t2e3, 4\n"
                          "   # between\n"
                          ".5,-0,\"5\"");
    struct catapult_dataset *data = reading_load(sandbox_path("a.csv"), "data.source=csv data.n=3 data.test=0");
    static const double x[] = {1, 2, -1.5, 2000, 0.5, 0}, y[] = {3, 4, 5};
    assert_true(data->n == 3 && data->d == 2 && data->outputs == 1 && data->n_test == 0 && !data->labels);
    for (size_t i = 0; i < 6; i++)
        assert_true(data->x[i] == x[i]);
    for (size_t i = 0; i < 3; i++)
        assert_true(data->y[i] == y[i]);
    catapult_dataset_free(data);
    data = reading_load(sandbox_path("a.csv"), "data.source=csv data.n=2 data.test=1 data.targets=2");
    assert_true(data->n == 2 && data->d == 1 && data->outputs == 2);
    catapult_dataset_free(data);
}

/* rows of (number, number^2, number % 3) */
static void write_rows(const char *name, int rows)
{
    char text[20000];
    size_t used = 0;
    for (int i = 0; i < rows; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, "%d,%d,%d\n", i, i * i, i % 3);
    sandbox_text(name, text);
}

/* Every example occurs once, with inputs and targets from the same row. */
static void check_drawn(const struct catapult_dataset *data, int rows)
{
    bool seen[500] = {false};
    for (size_t i = 0; i < data->n + data->n_test; i++) {
        const double *x = i < data->n ? data->x + 2 * i : data->x_test + 2 * (i - data->n);
        double y = i < data->n ? data->y[i] : data->y_test[i - data->n];
        int row = (int)x[0];
        assert_true(row >= 0 && row < rows && !seen[row]);
        seen[row] = true;
        assert_true(x[1] == row * row && y == row % 3);
    }
}

static size_t common(const struct catapult_dataset *a, const struct catapult_dataset *b)
{
    size_t count = 0;
    for (size_t i = 0; i < a->n; i++)
        for (size_t j = 0; j < b->n; j++)
            count += a->x[2 * i] == b->x[2 * j];
    return count;
}

static void test_draw(void **state)
{
    (void)state;
    write_rows("a.csv", 400);
    const char *path = sandbox_path("a.csv");
    struct catapult_dataset *a = reading_load(path, "data.source=csv data.n=40 data.test=30");
    struct catapult_dataset *again = reading_load(path, "data.source=csv data.n=40 data.test=30");
    struct catapult_dataset *other = reading_load(path, "data.source=csv data.n=40 data.test=30 seed=2");
    struct catapult_dataset *more = reading_load(path, "data.source=csv data.n=90 data.test=7");
    struct catapult_dataset *all = reading_load(path, "data.source=csv data.n=400 data.test=0");
    check_drawn(a, 400);
    check_drawn(other, 400);
    check_drawn(more, 400);
    assert_memory_equal(a->x, again->x, 80 * sizeof(double));
    assert_memory_equal(a->x_test, again->x_test, 60 * sizeof(double));
    /* two draws of 40 from 400 share 4, with a standard deviation of 1.8; the first n twice would share 40 */
    assert_true(common(a, other) <= 13);
    assert_true(a->x[2 * 39] > 100); /* the first 40 of 100 at most: (1/4)^40 */
    assert_int_equal(common(a, more), 40);
    for (size_t i = 0; i < 400; i++)
        assert_true(all->x[2 * i] == (double)i); /* in the order of the file */
    catapult_dataset_free(a);
    catapult_dataset_free(again);
    catapult_dataset_free(other);
    catapult_dataset_free(more);
    catapult_dataset_free(all);
}

static void test_csv_classes(void **state)
{
    (void)state;
    write_rows("a.csv", 300);
    const char *path = sandbox_path("a.csv");
    struct catapult_dataset *data = reading_load(path, "data.source=csv data.classes=2,0 data.n=120 data.test=80");
    size_t count[2] = {0};
    assert_true(data->outputs == 1 && data->labels);
    for (size_t i = 0; i < 200; i++) { /* all 200 of the two classes: none missing, none twice */
        int row = (int)(i < 120 ? data->x[2 * i] : data->x_test[2 * (i - 120)]);
        double y = i < 120 ? data->y[i] : data->y_test[i - 120];
        assert_true(row % 3 != 1);
        assert_true(y == (row % 3 == 2 ? -1 : 1)); /* the first listed class is -1 */
        count[y > 0]++;
    }
    assert_true(count[0] == 100 && count[1] == 100);
    catapult_dataset_free(data);
    data = reading_load(path, "data.source=csv data.classes=1,0,2 data.n=50 data.test=0");
    static const int place[] = {1, 0, 2};
    assert_true(data->outputs == 3 && data->labels);
    for (size_t i = 0; i < 50; i++)
        for (int k = 0; k < 3; k++)
            assert_true(data->y[3 * i + (size_t)k] == (place[(int)data->x[2 * i] % 3] == k));
    catapult_dataset_free(data);
}

/* Real targets that look like class targets give an accuracy. */
static void test_csv_labels(void **state)
{
    (void)state;
    sandbox_text("a.csv", "1,-1\n2,1\n3,1\n");
    struct catapult_dataset *data = reading_load(sandbox_path("a.csv"), "data.source=csv data.n=2 data.test=1");
    assert_true(data->labels);
    catapult_dataset_free(data);
    sandbox_text("a.csv", "1,0,1\n2,1,0\n3,1,0\n");
    data = reading_load(sandbox_path("a.csv"), "data.source=csv data.n=2 data.test=1 data.targets=2");
    assert_true(data->labels);
    catapult_dataset_free(data);
    sandbox_text("a.csv", "1,1,1\n2,1,0\n3,1,0\n");
    data = reading_load(sandbox_path("a.csv"), "data.source=csv data.n=2 data.test=1 data.targets=2");
    assert_false(data->labels);
    catapult_dataset_free(data);
}

static void test_normalize(void **state)
{
    (void)state;
    sandbox_text("a.csv", "3,4,1\n-6,8,1\n");
    const char *path = sandbox_path("a.csv");
    struct catapult_dataset *data = reading_load(path, "data.source=csv data.n=2 data.test=0 data.normalize=unit");
    assert_true(fabs(data->x[0] - sqrt(2) * 0.6) < 1e-15 && fabs(data->x[3] - sqrt(2) * 0.8) < 1e-15);
    catapult_dataset_free(data);
    data = reading_load(path, "data.source=csv data.n=2 data.test=0 data.normalize=standard");
    assert_true(data->x[0] == 1 && data->x[1] == -1 && data->x[2] == -1 && data->x[3] == 1);
    catapult_dataset_free(data);
    data = reading_load(path, "data.source=csv data.n=2 data.test=0");
    assert_true(data->x[0] == 3 && data->x[3] == 8);
    catapult_dataset_free(data);
    data = reading_load(NULL, "data.source=sphere data.d=4 data.n=3 data.test=2 data.normalize=unit");
    assert_true(fabs(data->x[0]) > 0 && data->n_test == 2);
    catapult_dataset_free(data);
    /* one of three rows is drawn for the test: whichever it is, the second input hardly varies in the others */
    sandbox_text("a.csv", "1,1e-300,1\n1,2e-300,1\n1,1e300,1\n");
    for (int seed = 0, refused = 0; seed < 20 && !refused; seed++) {
        struct catapult_settings settings;
        struct catapult_error err = {0};
        reading_prepare(&settings, path, "data.source=csv data.n=2 data.test=1 data.normalize=standard");
        settings.seed = seed;
        refused = source_load(&settings, &data, NULL, &err) == CATAPULT_STATUS_INPUT;
        if (refused)
            assert_string_equal(err.text, "csv: an input is out of range after data.normalize");
        else
            catapult_dataset_free(data);
        assert_true(refused || seed < 19);
    }
}

static void refuse_csv(const char *text, const char *message)
{
    sandbox_text("a.csv", text);
    reading_refuse(sandbox_path("a.csv"), "data.source=csv data.n=2 data.test=0", CATAPULT_STATUS_INPUT, message);
}

static void test_csv_refused(void **state)
{
    (void)state;
    const char *path = sandbox_path("a.csv");
    refuse_csv("9,2\n3,4\n5\n", "/a.csv:3: 1 field, 2 expected as in line 1");
    refuse_csv("a,b\n1,2,3\n", "/a.csv:2: 3 fields, 2 expected as in line 1 (row names of R? write.csv with row.names = FALSE)");
    refuse_csv("9,2\n3,x\n", "/a.csv:2: field 2: 'x' is not a number");
    refuse_csv("9,2\n3,0x10\n", "/a.csv:2: field 2: '0x10' is not a number");
    refuse_csv("9,2\n3,4 5\n", "/a.csv:2: field 2: '4 5' is not a number");
    refuse_csv("9,2\n\"3,4\n", "/a.csv:2: the double quotes do not match (one within a field is written twice)");
    refuse_csv("9,2\n3,4\"\n", "/a.csv:2: the double quotes do not match (one within a field is written twice)");
    refuse_csv("a,b\nc,d\n", "/a.csv:2: field 1: 'c' is not a number");
    refuse_csv("9,2\n3,\n", "/a.csv:2: field 2 is empty, a number is expected");
    refuse_csv("1,,2\n3,4,5\n", "/a.csv:1: field 2 is empty, a number is expected");
    refuse_csv("9,2\n3,NaN\n", "/a.csv:2: field 2: 'NaN' is not a finite number");
    refuse_csv("1,-inf\n3,4\n", "/a.csv:1: field 2: '-inf' is not a finite number");
    refuse_csv("9,2\n# c\n1e999,4\n", "/a.csv:3: field 1: '1e999' is not a finite number");
    refuse_csv("", "/a.csv: no row of numbers");
    refuse_csv("# nothing\n\nx,y\n", "/a.csv: no row of numbers");
    refuse_csv("1\n2\n", "/a.csv: data.targets = 1 of 1 column leaves no inputs");
    refuse_csv("9,2\n", "/a.csv: data.n + data.test = 2 + 0 wanted, 1 examples are there");
    refuse_csv("9,2\n\x1b[31m,4\n", "/a.csv:2: not a text file (byte 0x1b)");
    sandbox_write("a.csv", "9,2\n3,4\n\0,5\n", 13);
    reading_refuse(path, "data.source=csv data.n=2", CATAPULT_STATUS_INPUT, "/a.csv:3: not a text file (byte 0x00)");
    sandbox_text("a.csv", "9,2\n3,1.5\n");
    reading_refuse(path, "data.source=csv data.n=1 data.test=0 data.classes=1,2", CATAPULT_STATUS_INPUT,
                   "/a.csv:2: 1.5 is not a class (data.classes needs whole numbers in the target column)");
    write_rows("a.csv", 9);
    reading_refuse(path, "data.source=csv data.n=1 data.classes=1,7", CATAPULT_STATUS_INPUT,
                   "/a.csv: no example of class 7 (data.classes)");
    reading_refuse(path, "data.source=csv data.n=5 data.test=3 data.classes=1,2", CATAPULT_STATUS_INPUT,
                   "/a.csv: data.n + data.test = 5 + 3 wanted, 6 examples of classes 1, 2 are there");
    reading_refuse(path, "data.source=csv data.n=1 data.test=1 data.classes=1,2 data.targets=2", CATAPULT_STATUS_INPUT,
                   "/a.csv: data.classes needs one target column (data.targets is 2)");
    reading_refuse(sandbox_path("b.csv"), "data.source=csv", CATAPULT_STATUS_IO, "/b.csv: No such file or directory");
    reading_refuse(sandbox_path(""), "data.source=csv", CATAPULT_STATUS_INPUT, ": a folder where a file is expected");
}

/* A line of many numbers, longer than the reader's chunks; plain and packed. */
/* The heading, the separator and the target columns: what is found, what can be said, and what is refused. */
static void read_as(const char *text, const char *pairs, size_t rows, size_t d, double x_last, double y_last)
{
    sandbox_text("a.csv", text);
    char all[200];
    snprintf(all, sizeof all, "data.source=csv data.test=0 data.n=%zu %s", rows, pairs);
    struct catapult_dataset *data = reading_load(sandbox_path("a.csv"), all);
    assert_int_equal(data->n, rows);
    assert_int_equal(data->d, d);
    assert_true(data->x[rows * d - 1] == x_last);
    assert_true(data->y[rows * data->outputs - 1] == y_last);
    catapult_dataset_free(data);
    struct catapult_settings settings; /* and there is no row more */
    struct catapult_error err = {0};
    reading_prepare(&settings, sandbox_path("a.csv"), all);
    settings.data.n++;
    assert_int_equal(source_load(&settings, &data, NULL, &err), CATAPULT_STATUS_INPUT);
    assert_non_null(strstr(err.text, "are there"));
}

static void test_csv_shapes(void **state)
{
    (void)state;
    read_as("0,1,2\n0.5,0.25,1\n-0.5,1.25,-1\n", "", 2, 2, 1.25, -1); /* names of a data frame without names */
    read_as("1,2,3\n0.5,0.25,1\n-0.5,1.25,-1\n", "", 2, 2, 1.25, -1);
    read_as("1,2,3\n0.5,0.25,1\n-0.5,1.25,-1\n", "data.heading=no", 3, 2, 1.25, -1);
    read_as("0,1\n0.5,0.25\n-0.5,1.25\n", "", 3, 1, -0.5, 1.25);
    read_as("1,2,4\n0.5,0.25,1\n-0.5,1.25,-1\n", "", 3, 2, 1.25, -1);
    read_as("7,8,4\n0.5,0.25,1\n-0.5,1.25,-1\n", "data.heading=yes", 2, 2, 1.25, -1);
    read_as("a;b;y\n1,5;2;1\n0,25;-3,5e1;-1\n", "", 2, 2, -35, -1);
    read_as("1.5\t2\t1\n0.25\t3\t-1\n", "", 2, 2, 3, -1);
    read_as("1.5  2 1  \n 0.25 \t3 -1\n", "", 2, 2, 3, -1);
}

static void test_csv_targets(void **state)
{
    (void)state;
    read_as("y,a,b\n1,5,6\n-1,7,8\n", "data.label=first", 2, 2, 8, -1);
    read_as("a,y,b\n5,1,6\n7,-1,8\n", "data.label=y", 2, 2, 8, -1);
    read_as("a,y,b\n5,1,6\n7,-1,8\n", "data.label=2", 2, 2, 8, -1);
    read_as("5,1,6\n7,-1,8\n", "data.label=2", 2, 2, 8, -1);
    read_as("a,y,b\n5,1,6\n7,-1,8\n", "data.label={y,b}", 2, 1, 7, 8);
    read_as("a,b,y\n5,1,cat\n7,2,dog\n", "", 2, 2, 2, 1);
    read_as("5,1,cat\n7,2,dog\n", "", 2, 2, 2, 1);
    read_as("5,1,cat\n7,2,dog\n3,4,cow\n9,8,cow\n", "", 4, 2, 8, 1);
    read_as("5,1,cat\n7,2,dog\n3,4,cow\n", "data.classes=dog,cat", 2, 2, 2, -1);
    read_as("5,1,1\n7,2,-1\n3,4,2\n", "data.classes=-1,1", 2, 2, 2, -1);
}

static void test_csv_second_file(void **state)
{
    (void)state;
    sandbox_text("a.csv", "a,y\n1,cat\n2,dog\n");
    sandbox_text("b.csv", "a,y\n3,dog\n4,cow\n5,cat\n");
    char pairs[400];
    snprintf(pairs, sizeof pairs, "data.source=csv data.n=2 data.test=2 data.test_path=%s", sandbox_path("b.csv"));
    struct catapult_dataset *data = reading_load(sandbox_path("a.csv"), pairs);
    assert_true(data->n_test == 2 && data->x_test[0] == 3 && data->x_test[1] == 5);
    assert_true(data->y_test[0] == 1 && data->y_test[1] == -1 && data->y[0] == -1);
    catapult_dataset_free(data);
    sandbox_text("b.csv", "a,b,y\n3,1,dog\n");
    reading_refuse(sandbox_path("a.csv"), pairs, CATAPULT_STATUS_INPUT, "b.csv: 3 columns, ");
}

static void test_csv_hints(void **state)
{
    (void)state;
    refuse_csv("5.1,NA,1\n4.9,3.0,-1\n", "/a.csv:1: field 2: 'NA' is not a number");
    refuse_csv("5.1,abc,1\n4.9,3.0,-1\n",
               "/a.csv:1: field 2: 'abc' is not a number (if this line is a heading, set data.heading = yes)");
    refuse_csv(",a,y\n0,5,1\n",
               "/a.csv:1: the first column has no name: row numbers are no inputs (pandas: index=False, R: row.names = FALSE)");
    refuse_csv("a b y\n1 5 6 1\n", "/a.csv:2: 4 fields, 3 expected as in line 1 (row names of R? write.csv with row.names = FALSE)");
    refuse_csv("5,6,\n7,8,\n",
               "/a.csv:1: field 3 is empty, a number is expected (every line ends with a separator: write the file without it)");
    refuse_csv("5,cat\n7,NA\n", "/a.csv:2: 'NA' in the target column is not a class");
    refuse_csv("5,cat\n7,cat\n", "/a.csv: every row has the class 'cat'");
    sandbox_text("a.csv", "label,p0\n1,5\n");
    reading_refuse(sandbox_path("a.csv"), "data.source=csv data.n=1 data.test=0 data.label=lable", CATAPULT_STATUS_INPUT,
                   "/a.csv:1: data.label = 'lable': no column of this name (did you mean 'label'?); the columns are 'label' 'p0'");
    sandbox_text("a.csv", "3,4\n1,5\n");
    reading_refuse(sandbox_path("a.csv"), "data.source=csv data.n=1 data.test=0 data.label=y", CATAPULT_STATUS_INPUT,
                   "/a.csv:1: data.label = 'y', but this file has no heading (first, last or a number from 1 to 2)");
}

static void test_csv_long(void **state)
{
    (void)state;
    size_t size = 0;
    char *text = malloc(2000000);
    assert_non_null(text);
    for (int i = 0; i < 7; i++)
        for (int j = 0; j < 20000; j++)
            size += (size_t)sprintf(text + size, j < 19999 ? "%d.5," : "%d\n", i * j);
    sandbox_write("a.csv", text, size);
    sandbox_gzip("a.csv.gz", text, size, 2);
    free(text);
    struct catapult_dataset *data = reading_load(sandbox_path("a.csv"), "data.source=csv data.n=7 data.test=0");
    struct catapult_dataset *packed = reading_load(sandbox_path("a.csv.gz"), "data.source=csv data.n=7 data.test=0");
    assert_int_equal(data->d, 19999);
    for (size_t k = 0; k < 7 * data->d; k++)
        assert_true(data->x[k] == (double)(k / data->d * (k % data->d)) + 0.5);
    assert_memory_equal(data->x, packed->x, 7 * data->d * sizeof(double));
    catapult_dataset_free(data);
    catapult_dataset_free(packed);
}

static void test_cancel(void **state)
{
    (void)state;
    struct catapult_settings settings;
    struct catapult_dataset *data = (struct catapult_dataset *)1;
    struct catapult_error err;
    write_rows("a.csv", 300);
    reading_prepare(&settings, sandbox_path("a.csv"), "data.source=csv data.n=3 data.test=0");
    int patience = 1;
    struct catapult_progress progress = {reading_give_up, &patience};
    assert_int_equal(source_load(&settings, &data, &progress, &err), CATAPULT_STATUS_CANCELLED);
    assert_null(data);
    reading_prepare(&settings, SRC_DATADIR "/mnist", "data.source=mnist data.n=3 data.test=3");
    for (int calls = 1; calls <= 3; calls++) { /* 400 images report twice, 200 once */
        patience = calls;
        assert_int_equal(source_load(&settings, &data, &progress, &err), CATAPULT_STATUS_CANCELLED);
        assert_null(data);
    }
    patience = 4;
    assert_int_equal(source_load(&settings, &data, &progress, &err), CATAPULT_STATUS_OK);
    catapult_dataset_free(data);
}

/* --- npy -------------------------------------------------------------------------------------------------- */

/* Array of `rows` examples of shape (2, 3) with number 10 * row + place, in C or Fortran order. */
static void write_array(const char *name, size_t rows, const char *order, int item)
{
    char header[128], bytes[8192];
    double number[600];
    size_t count = 6 * rows;
    bool fortran = strcmp(order, "True") == 0;
    for (size_t i = 0; i < rows; i++)
        for (size_t h = 0; h < 2; h++)
            for (size_t w = 0; w < 3; w++)
                number[fortran ? i + rows * (h + 2 * w) : 6 * i + 3 * h + w] = (double)(10 * i + 3 * h + w);
    snprintf(header, sizeof header, "{'descr': '<f%d', 'fortran_order': %s, 'shape': (%zu, 2, 3), }", item, order,
             rows);
    size_t length = strlen(header);
    memcpy(bytes, "\x93NUMPY\1\0", 8);
    bytes[8] = (char)length;
    bytes[9] = 0;
    memcpy(bytes + 10, header, length);
    for (size_t i = 0; i < count; i++) {
        float single = (float)number[i];
        memcpy(bytes + 10 + length + i * (size_t)item, item == 4 ? (void *)&single : (void *)&number[i],
               (size_t)item);
    }
    sandbox_write(name, bytes, 10 + length + count * (size_t)item);
}

static void write_numbers(const char *name, int dimensions, size_t rows, size_t columns, double first, double step)
{
    size_t shape[2] = {rows, columns};
    double number[600];
    for (size_t i = 0; i < rows * columns; i++)
        number[i] = first + step * (double)i;
    unlink(sandbox_path(name)); /* what has been read is not replaced */
    assert_int_equal(npy_write_file(sandbox_path(name), dimensions, shape, number, NULL), CATAPULT_STATUS_OK);
}

static void test_npy(void **state)
{
    (void)state;
    sandbox_folder("d");
    write_numbers("d/y.npy", 1, 40, 1, 0, 1);
    for (int form = 0; form < 4; form++) {
        write_array("d/x.npy", 40, form & 1 ? "True" : "False", form & 2 ? 4 : 8);
        struct catapult_dataset *data = reading_load(sandbox_path("d"), "data.source=npy data.n=25 data.test=15");
        assert_true(data->d == 6 && data->outputs == 1 && !data->labels);
        assert_true(data->image[0] == 1 && data->image[1] == 2 && data->image[2] == 3);
        bool seen[40] = {false};
        for (size_t i = 0; i < 40; i++) {
            const double *x = i < 25 ? data->x + 6 * i : data->x_test + 6 * (i - 25);
            size_t row = (size_t)(i < 25 ? data->y[i] : data->y_test[i - 25]);
            assert_true(row < 40 && !seen[row]);
            seen[row] = true;
            for (size_t j = 0; j < 6; j++)
                assert_true(x[j] == (double)(10 * row + j));
        }
        catapult_dataset_free(data);
    }
    write_numbers("d/y.npy", 2, 40, 3, 0, 1);
    struct catapult_dataset *data = reading_load(sandbox_path("d"), "data.source=npy data.n=40 data.test=0");
    assert_int_equal(data->outputs, 3);
    for (size_t i = 0; i < 120; i++)
        assert_true(data->y[i] == (double)i);
    catapult_dataset_free(data);
}

static void test_npy_classes(void **state)
{
    (void)state;
    double label[30];
    size_t shape = 30;
    for (size_t i = 0; i < 30; i++)
        label[i] = (double)(i % 3);
    sandbox_folder("d");
    write_array("d/x.npy", 30, "False", 8);
    assert_int_equal(npy_write_file(sandbox_path("d/y.npy"), 1, &shape, label, NULL), CATAPULT_STATUS_OK);
    struct catapult_dataset *data = reading_load(sandbox_path("d"),
                                                 "data.source=npy data.classes=0,2 data.n=12 data.test=8");
    assert_true(data->labels && data->outputs == 1);
    for (size_t i = 0; i < 12; i++) {
        size_t row = (size_t)data->x[6 * i] / 10;
        assert_true(row % 3 != 1 && data->y[i] == (row % 3 == 0 ? -1 : 1));
    }
    catapult_dataset_free(data);
}

/* The given split is kept, bit for bit: a dump is read back unchanged. */
static void test_npy_split(void **state)
{
    (void)state;
    sandbox_folder("d");
    write_numbers("d/x_train.npy", 2, 30, 4, 1.0 / 3, 0.1);
    write_numbers("d/y_train.npy", 1, 30, 1, -1, 0.7);
    write_numbers("d/x_test.npy", 2, 20, 4, 7.0 / 3, 0.1);
    write_numbers("d/y_test.npy", 1, 20, 1, -2, 0.7);
    write_numbers("d/x.npy", 1, 1, 1, 0, 0); /* not looked at */
    struct catapult_dataset *data = reading_load(sandbox_path("d"), "data.source=npy data.n=30 data.test=20");
    for (size_t i = 0; i < 120; i++)
        assert_true(data->x[i] == 1.0 / 3 + 0.1 * (double)i);
    for (size_t i = 0; i < 80; i++)
        assert_true(data->x_test[i] == 7.0 / 3 + 0.1 * (double)i);
    assert_true(data->y[29] == -1 + 0.7 * 29 && data->y_test[19] == -2 + 0.7 * 19);
    assert_int_equal(data->image[0], 0);
    catapult_dataset_free(data);
    data = reading_load(sandbox_path("d"), "data.source=npy data.n=7 data.test=3");
    for (size_t i = 0; i < 7; i++) {
        size_t row = (size_t)lround((data->y[i] + 1) / 0.7);
        assert_true(data->x[4 * i] == 1.0 / 3 + 0.1 * (double)(4 * row));
    }
    catapult_dataset_free(data);
    assert_int_equal(unlink(sandbox_path("d/x_test.npy")), 0);
    catapult_dataset_free(reading_load(sandbox_path("d"), "data.source=npy data.n=30 data.test=0"));
    reading_refuse(sandbox_path("d"), "data.source=npy data.n=30 data.test=20", CATAPULT_STATUS_IO,
                   "/d/x_test.npy: No such file or directory");
}

/* The same six pictures of 5 x 4 pixels with their channels first and last: the same examples. */
static void test_npy_layout(void **state)
{
    enum { N = 6, C = 3, H = 5, W = 4 };
    double first[N * C * H * W], last[N * C * H * W], y[N];
    (void)state;
    for (size_t i = 0; i < N; i++) {
        y[i] = (double)i;
        for (size_t c = 0; c < C; c++)
            for (size_t p = 0; p < H * W; p++)
                last[(i * H * W + p) * C + c] = first[(i * C + c) * H * W + p] = (double)(1000 * i + 100 * c + p);
    }
    struct catapult_error err;
    static const char *const folders[] = {"first", "last"};
    for (int f = 0; f < 2; f++) {
        sandbox_folder(folders[f]);
        const size_t shapes[2][4] = {{N, C, H, W}, {N, H, W, C}};
        char path[300];
        snprintf(path, sizeof path, "%s/x.npy", sandbox_path(folders[f]));
        assert_int_equal(npy_write_file(path, 4, shapes[f], f ? last : first, &err), CATAPULT_STATUS_OK);
        snprintf(path, sizeof path, "%s/y.npy", sandbox_path(folders[f]));
        assert_int_equal(npy_write_file(path, 1, shapes[f], y, &err), CATAPULT_STATUS_OK);
    }
    static const char pairs[] = "data.source=npy data.n=4 data.test=2";
    struct catapult_dataset *a = reading_load(sandbox_path("first"), pairs), *b = reading_load(sandbox_path("last"), pairs);
    assert_memory_equal(a->x, b->x, 4 * C * H * W * sizeof *a->x);
    assert_memory_equal(a->x_test, b->x_test, 2 * C * H * W * sizeof *a->x);
    assert_true(b->image[0] == C && b->image[1] == H && b->image[2] == W);
    assert_non_null(strstr(b->note, "images 3 x 5 x 4 (the channels are the last dimension of the file)"));
    catapult_dataset_free(b);
    b = reading_load(sandbox_path("last"), "data.source=npy data.n=4 data.test=2 data.layout=chw");
    assert_true(b->image[0] == H && b->image[1] == W && b->image[2] == C);
    catapult_dataset_free(b);
    catapult_dataset_free(a);
}

static void test_npy_refused(void **state)
{
    (void)state;
    static const char few[] = "data.source=npy data.n=3 data.test=2";
    sandbox_folder("d");
    const char *path = sandbox_path("d");
    char folder[256];
    snprintf(folder, sizeof folder, "%s", path);
    reading_refuse(folder, few, CATAPULT_STATUS_INPUT, "/d: neither x.npy nor x_train.npy is there");
    write_numbers("d/x.npy", 2, 5, 4, 0, 1);
    reading_refuse(folder, few, CATAPULT_STATUS_IO, "/d/y.npy: No such file or directory");
    write_numbers("d/y.npy", 1, 4, 1, 0, 1);
    reading_refuse(folder, few, CATAPULT_STATUS_INPUT, "/d/y.npy: 4 rows, but x.npy has 5");
    write_numbers("d/y.npy", 1, 5, 1, 0, 0.5);
    reading_refuse(folder, "data.source=npy data.n=5 data.test=1", CATAPULT_STATUS_INPUT,
                   "/d/x.npy: data.n + data.test = 5 + 1 wanted, 5 examples are there");
    reading_refuse(folder, "data.source=npy data.n=1 data.test=1 data.classes=0,1", CATAPULT_STATUS_INPUT,
                   "/d/y.npy: row 1 (from 0): 0.5 is not a class (data.classes needs whole numbers)");
    write_numbers("d/y.npy", 2, 5, 2, 0, 1);
    reading_refuse(folder, "data.source=npy data.n=1 data.test=1 data.classes=0,1", CATAPULT_STATUS_INPUT,
                   "/d/y.npy: 2 numbers a row, data.classes needs one class number");
    write_numbers("d/y.npy", 1, 5, 1, 0, INFINITY);
    reading_refuse(folder, few, CATAPULT_STATUS_INPUT, "/d/y.npy: row 0 (from 0): nan is not a finite number");
    write_numbers("d/y.npy", 1, 5, 1, 0, 1);
    write_numbers("d/x.npy", 2, 5, 4, -INFINITY, 1);
    reading_refuse(folder, "data.source=npy data.n=5 data.test=0", CATAPULT_STATUS_INPUT,
                   "/d/x.npy: row 0 (from 0): -inf is not a finite number");
    write_array("d/y.npy", 5, "False", 8);
    reading_refuse(folder, few, CATAPULT_STATUS_INPUT, "/d/y.npy: 3 dimensions, targets have one or two");
    write_numbers("d/x_train.npy", 2, 5, 4, 0, 1);
    write_numbers("d/y_train.npy", 1, 5, 1, 0, 1);
    write_numbers("d/x_test.npy", 2, 5, 3, 0, 1);
    write_numbers("d/y_test.npy", 1, 5, 1, 0, 1);
    reading_refuse(folder, few, CATAPULT_STATUS_INPUT, "/d/x_test.npy: 3 inputs, x_train.npy has 4");
    write_numbers("d/x_test.npy", 2, 5, 4, 0, 1);
    reading_refuse(folder, "data.source=npy data.n=3 data.test=6", CATAPULT_STATUS_INPUT,
                   "/d/x_test.npy: data.test = 6 wanted, 5 examples are there");
    reading_refuse(folder, "data.source=npy data.n=6 data.test=3", CATAPULT_STATUS_INPUT,
                   "/d/x_train.npy: data.n = 6 wanted, 5 examples are there");
    write_numbers("d/y_test.npy", 2, 5, 2, 0, 1);
    reading_refuse(folder, few, CATAPULT_STATUS_INPUT, "/d/y_test.npy: 2 targets, y_train.npy has 1");
    reading_refuse(sandbox_path("d/x.npy"), few, CATAPULT_STATUS_INPUT, "/d/x.npy: not a folder with x.npy and y.npy");
    reading_refuse(sandbox_path("none"), few, CATAPULT_STATUS_INPUT, "/none: neither x.npy nor x_train.npy is there");
}

/* --- mnist ------------------------------------------------------------------------------------------------ */

static void check_images(const struct catapult_dataset *data)
{
    assert_true(data->d == 784 && data->image[0] == 1 && data->image[1] == 28 && data->image[2] == 28);
    assert_true(data->labels);
}

/* auto is unit for a known set */
static void check_lengths(size_t n, const double *x)
{
    for (size_t i = 0; i < n; i++) {
        double length2 = 0;
        for (size_t j = 0; j < 784; j++)
            length2 += x[784 * i + j] * x[784 * i + j];
        assert_true(fabs(length2 / 784 - 1) < 1e-13);
    }
}

/* The small sample that comes with the program is found without a path. */
static void test_piece(void **state)
{
    (void)state;
    struct catapult_dataset *data = reading_load(NULL, "data.source=mnist data.classes=0,1 data.n=64 data.test=40");
    check_images(data);
    assert_int_equal(data->outputs, 1);
    check_lengths(64, data->x);
    check_lengths(40, data->x_test);
    double sum = 0;
    for (size_t i = 0; i < 40; i++)
        sum += data->y_test[i];
    assert_true(sum == 0); /* 20 of each class */
    catapult_dataset_free(data);

    data = reading_load(NULL, "data.source=mnist data.n=400 data.test=200 data.normalize=none");
    check_images(data);
    assert_int_equal(data->outputs, 10);
    size_t count[10] = {0}, count_test[10] = {0};
    double mean = 0;
    for (size_t i = 0; i < 400; i++)
        for (size_t k = 0; k < 10; k++) {
            assert_true(data->y[10 * i + k] == 0 || data->y[10 * i + k] == 1);
            count[k] += data->y[10 * i + k] == 1;
            count_test[k] += i < 200 && data->y_test[10 * i + k] == 1;
        }
    for (size_t k = 0; k < 10; k++)
        assert_true(count[k] == 40 && count_test[k] == 20);
    for (size_t i = 0; i < 400 * 784; i++) {
        assert_true(data->x[i] >= 0 && data->x[i] <= 1 && fabs(data->x[i] * 255 - round(data->x[i] * 255)) < 1e-12);
        mean += data->x[i] / (400 * 784);
    }
    /* MNIST images have a mean ink of 0.1307 with a standard deviation of about 0.044 */
    assert_true(fabs(mean - 0.1307) < 5 * 0.044 / 20);
    catapult_dataset_free(data);
    reading_refuse(NULL, "data.source=mnist data.classes=3,4 data.n=81 data.test=40", CATAPULT_STATUS_INPUT,
                   "/train-images-idx3-ubyte.gz: data.n = 81 wanted, 80 examples of classes 3, 4 are there"
                   " (a small piece; the whole set belongs into /nonexistent/catapult/mnist)");
    reading_refuse(NULL, "data.source=mnist data.classes=3,4 data.n=80 data.test=41", CATAPULT_STATUS_INPUT,
                   "/t10k-images-idx3-ubyte.gz: data.test = 41 wanted, 40 examples of classes 3, 4 are there"
                   " (a small piece; the whole set belongs into /nonexistent/catapult/mnist)");
    reading_refuse(NULL, "data.source=mnist data.classes=3,10", CATAPULT_STATUS_INPUT,
                   "data.classes: mnist has the classes 0 to 9, not 10");
}

/* idx files in memory: images of 2 x 3 whose pixel values identify the record. */
static size_t make_images(unsigned char *file, size_t count)
{
    static const unsigned char head[16] = {0, 0, 8, 3, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 3};
    memcpy(file, head, 16);
    file[6] = (unsigned char)(count >> 8);
    file[7] = (unsigned char)count;
    for (size_t i = 0; i < 6 * count; i++)
        file[16 + i] = (unsigned char)(i / 6 + i % 6);
    return 16 + 6 * count;
}

static size_t make_labels(unsigned char *file, size_t count)
{
    static const unsigned char head[8] = {0, 0, 8, 1, 0, 0, 0, 0};
    memcpy(file, head, 8);
    file[6] = (unsigned char)(count >> 8);
    file[7] = (unsigned char)count;
    for (size_t i = 0; i < count; i++)
        file[8 + i] = (unsigned char)(i * 7 % 10);
    return 8 + count;
}

/* A set of 40 training and 20 test images in folder m/; the training images are packed or not. */
static void make_set(bool packed)
{
    unsigned char file[1024];
    size_t size = make_images(file, 40);
    if (packed)
        sandbox_gzip("m/train-images-idx3-ubyte.gz", file, size, 1);
    else
        sandbox_write("m/train-images-idx3-ubyte", file, size);
    sandbox_write("m/train-labels-idx1-ubyte", file, make_labels(file, 40));
    sandbox_gzip("m/t10k-images-idx3-ubyte.gz", file, make_images(file, 20), 1);
    sandbox_gzip("m/t10k-labels-idx1-ubyte.gz", file, make_labels(file, 20), 1);
}

static void test_idx(void **state)
{
    (void)state;
    sandbox_folder("m");
    for (int packed = 0; packed < 2; packed++) {
        make_set(packed);
        if (packed)
            assert_int_equal(unlink(sandbox_path("m/train-images-idx3-ubyte")), 0);
        struct catapult_dataset *data = reading_load(sandbox_path("m"),
                                                     "data.source=mnist data.classes=4,7 data.n=8 data.test=4"
                                                     " data.normalize=none");
        assert_true(data->d == 6 && data->image[0] == 1 && data->image[1] == 2 && data->image[2] == 3);
        for (size_t i = 0; i < 12; i++) {
            const double *x = i < 8 ? data->x + 6 * i : data->x_test + 6 * (i - 8);
            double y = i < 8 ? data->y[i] : data->y_test[i - 8];
            int row = (int)lround(x[0] * 255);
            for (int j = 0; j < 6; j++)
                assert_true(x[j] == (row + j) / 255.0);
            assert_true(row * 7 % 10 == (y < 0 ? 4 : 7));
        }
        catapult_dataset_free(data);
    }
}

/* Where a set is looked for, and in which order. */
static void test_places(void **state)
{
    (void)state;
    static const char pairs[] = "data.source=mnist data.n=4 data.test=0 data.normalize=none";
    sandbox_folder("m");
    make_set(true);
    setenv("CATAPULT_DATA", sandbox_path("m"), 1); /* the folder itself */
    struct catapult_dataset *data = reading_load(NULL, pairs);
    assert_int_equal(data->d, 6);
    catapult_dataset_free(data);
    sandbox_folder("all");
    assert_int_equal(rename(sandbox_path("m"), sandbox_path("all/mnist")), 0);
    setenv("CATAPULT_DATA", sandbox_path("all"), 1); /* the folder of many sets */
    data = reading_load(NULL, pairs);
    assert_int_equal(data->d, 6);
    catapult_dataset_free(data);
    data = reading_load(SRC_DATADIR "/mnist", pairs); /* data.path comes first */
    assert_int_equal(data->d, 784);
    catapult_dataset_free(data);
    data = reading_load(sandbox_path("all"), pairs);
    assert_int_equal(data->d, 6);
    catapult_dataset_free(data);
    unsetenv("CATAPULT_DATA");
    sandbox_folder("catapult");
    assert_int_equal(rename(sandbox_path("all/mnist"), sandbox_path("catapult/mnist")), 0);
    setenv("XDG_DATA_HOME", sandbox_path(""), 1);
    data = reading_load(NULL, pairs);
    assert_int_equal(data->d, 6);
    catapult_dataset_free(data);
    setenv("CATAPULT_DATA", "/nonexistent", 1); /* other sets may be there */
    data = reading_load(NULL, pairs);
    assert_int_equal(data->d, 6);
    catapult_dataset_free(data);
    setenv("XDG_DATA_HOME", "/nonexistent", 1);
    reading_refuse(
        "/nowhere", pairs, CATAPULT_STATUS_INPUT,
        "data set mnist not found: train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte, "
        "t10k-labels-idx1-ubyte (or .gz) are not where data.path says; looked in /nowhere, /nowhere/mnist");
}

static void refuse_idx(const char *message)
{
    reading_refuse(sandbox_path("m"), "data.source=mnist data.n=20 data.test=10", CATAPULT_STATUS_INPUT, message);
}

static void test_idx_refused(void **state)
{
    (void)state;
    unsigned char file[1024];
    size_t size = make_images(file, 40);
    sandbox_folder("m");
    make_set(false);
    sandbox_write("m/train-images-idx3-ubyte", file, size - 1);
    refuse_idx("/m/train-images-idx3-ubyte: truncated: the file ends within the images");
    sandbox_write("m/train-images-idx3-ubyte", file, size + 1);
    refuse_idx("/m/train-images-idx3-ubyte: bytes too many after the end of the data");
    sandbox_write("m/train-images-idx3-ubyte", file, 11);
    refuse_idx("/m/train-images-idx3-ubyte: truncated: the file ends within the header");
    file[8] = 255; /* 255 * 2^24 + 2 rows: declared, but missing */
    sandbox_write("m/train-images-idx3-ubyte", file, size);
    refuse_idx("/m/train-images-idx3-ubyte: truncated: the header promises 513382809840 bytes, the file has fewer");
    size_t packed = sandbox_gzip("m/x.gz", file, size, 1);
    assert_true(packed < 513382809840 / 1032);
    assert_int_equal(rename(sandbox_path("m/x.gz"), sandbox_path("m/train-images-idx3-ubyte")), 0);
    refuse_idx("/m/train-images-idx3-ubyte: truncated: the header promises 513382809840 bytes, the file has fewer");
    make_images(file, 0);
    sandbox_write("m/train-images-idx3-ubyte", file, 16);
    refuse_idx("/m/train-images-idx3-ubyte: the header promises no records at all");
    sandbox_write("m/train-images-idx3-ubyte", file, make_labels(file, 40));
    refuse_idx("/m/train-images-idx3-ubyte: not an idx file of images (begins with 00 00 08 01, expected 00 00 08 03)");
    sandbox_write("m/train-images-idx3-ubyte", file, make_images(file, 39));
    refuse_idx("/m/train-images-idx3-ubyte: 39 images, but train-labels-idx1-ubyte has 40 labels");
    make_set(false);
    size = make_labels(file, 40);
    file[8 + 12] = 37;
    sandbox_write("m/train-labels-idx1-ubyte", file, size);
    refuse_idx("/m/train-labels-idx1-ubyte: label 37 of record 12 (from 0) is out of range (0 to 9)");
    sandbox_write("m/train-labels-idx1-ubyte", file, size + 1);
    refuse_idx("/m/train-labels-idx1-ubyte: bytes too many after the end of the data");
    sandbox_write("m/train-labels-idx1-ubyte", file, size - 1);
    refuse_idx("/m/train-labels-idx1-ubyte: truncated: the file ends within the labels");
    assert_int_equal(unlink(sandbox_path("m/train-labels-idx1-ubyte")), 0);
    refuse_idx("/m: train-labels-idx1-ubyte (or .gz) is missing there");
    sandbox_folder("m/train-labels-idx1-ubyte");
    refuse_idx("/m/train-labels-idx1-ubyte: a folder where a file is expected");
    assert_int_equal(rmdir(sandbox_path("m/train-labels-idx1-ubyte")), 0);
    make_set(false);
    size = make_images(file, 20);
    file[11] = 3;
    file[15] = 2;
    sandbox_write("m/t10k-images-idx3-ubyte", file, size);
    refuse_idx("/m/t10k-images-idx3-ubyte: images of 3 x 2 pixels, those for training have 2 x 3");
    sandbox_text("m/t10k-images-idx3-ubyte", "<html><body>404 not found</body></html>");
    refuse_idx("/m/t10k-images-idx3-ubyte: not an idx file of images (begins with 3c 68 74 6d, expected 00 00 08 03)");
}

/* --- anything -------------------------------------------------------------------------------------------- */

static void test_mangled(void **state)
{
    (void)state;
    static const char csv[] = "# c\na,\"b\",c\n1,2.5e1,-3\n\"4\", 5,6\n7,8,9";
    char file[1024];
    sandbox_text("a.csv", csv);
    reading_mangle("a.csv", csv, sizeof csv - 1, sandbox_path("a.csv"), "data.source=csv data.n=2 data.test=1");
    reading_mangle("a.csv", csv, sizeof csv - 1, sandbox_path("a.csv"),
                   "data.source=csv data.n=1 data.test=1 data.classes=6,9");
    sandbox_folder("m");
    make_set(false);
    size_t size = make_images((unsigned char *)file, 40);
    reading_mangle("m/train-images-idx3-ubyte", file, size, sandbox_path("m"),
                   "data.source=mnist data.n=20 data.test=10");
    size = make_labels((unsigned char *)file, 40);
    reading_mangle("m/train-labels-idx1-ubyte", file, size, sandbox_path("m"),
                   "data.source=mnist data.n=20 data.test=10");
    sandbox_write("m/x", file, size);
    size_t packed = sandbox_gzip("m/x.gz", file, size, 1), length;
    char *bytes = sandbox_read(sandbox_path("m/x.gz"), &length);
    assert_int_equal(packed, length);
    reading_mangle("m/train-labels-idx1-ubyte", bytes, packed, sandbox_path("m"),
                   "data.source=mnist data.n=20 data.test=10");
    free(bytes);
}

static void test_no_memory(void **state)
{
    (void)state;
    reading_starve(NULL, "data.source=gaussian data.n=3 data.test=2", 4);
    write_rows("a.csv", 30);
    reading_starve(sandbox_path("a.csv"), "data.source=csv data.n=3 data.test=2", 7);
    reading_starve(sandbox_path("a.csv"), "data.source=csv data.n=3 data.test=2 data.classes=0,1", 8);
    reading_starve(SRC_DATADIR "/mnist", "data.source=mnist data.n=3 data.test=2", 14);
    sandbox_folder("d");
    write_numbers("d/y.npy", 1, 40, 1, 0, 1);
    write_array("d/x.npy", 40, "True", 8);
    reading_starve(sandbox_path("d"), "data.source=npy data.n=1 data.test=1 data.classes=0,1", 10);
    write_numbers("d/y_train.npy", 1, 40, 1, 0, 1);
    write_array("d/x_train.npy", 40, "False", 8);
    write_numbers("d/y_test.npy", 1, 40, 1, 0, 1);
    write_array("d/x_test.npy", 40, "False", 8);
    reading_starve(sandbox_path("d"), "data.source=npy data.n=3 data.test=2", 9);
}

/* Known facts of the whole set: counts of the digits, mean of the pixels, no image twice in a draw. */
static void test_whole(void **state)
{
    const char *folder = *state;
    static const size_t counts[10] = {5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949};
    static const size_t counts_test[10] = {980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009};
    if (!folder)
        skip();
    struct catapult_dataset *data = reading_load(folder,
                                                 "data.source=mnist data.n=60000 data.test=10000 data.normalize=none");
    double mean = 0;
    check_images(data);
    for (size_t k = 0; k < 10; k++) {
        size_t count = 0, count_test = 0;
        for (size_t i = 0; i < 60000; i++)
            count += data->y[10 * i + k] == 1;
        for (size_t i = 0; i < 10000; i++)
            count_test += data->y_test[10 * i + k] == 1;
        assert_int_equal(count, counts[k]);
        assert_int_equal(count_test, counts_test[k]);
    }
    for (size_t i = 0; i < (size_t)60000 * 784; i++)
        mean += data->x[i];
    mean /= 60000.0 * 784;
    assert_true(fabs(mean - 0.1307) < 0.00005); /* four digits are published */
    catapult_dataset_free(data);
    reading_refuse(folder, "data.source=mnist data.classes=0,1 data.n=12666 data.test=10", CATAPULT_STATUS_INPUT,
                   "/train-images-idx3-ubyte.gz: data.n = 12666 wanted, 12665 examples of classes 0, 1 are there");
}

/* Another seed gives another draw, the same seed the same draw; both classes as often as in the set. */
static void test_whole_draw(void **state)
{
    const char *folder = *state;
    if (!folder)
        skip();
    struct catapult_dataset *a = reading_load(folder,
                                              "data.source=mnist data.classes=3,8 data.n=200 data.test=100 seed=5");
    struct catapult_dataset *again = reading_load(folder,
                                                  "data.source=mnist data.classes=3,8 data.n=200 data.test=100 seed=5");
    struct catapult_dataset *other = reading_load(folder,
                                                  "data.source=mnist data.classes=3,8 data.n=200 data.test=100 seed=6");
    assert_memory_equal(a->x, again->x, 200 * 784 * sizeof(double));
    assert_memory_equal(a->y_test, again->y_test, 100 * sizeof(double));
    size_t equal = 0, minus = 0;
    for (size_t i = 0; i < 200; i++) {
        minus += a->y[i] < 0;
        for (size_t j = 0; j < 200; j++)
            equal += memcmp(a->x + 784 * i, other->x + 784 * j, 784 * sizeof(double)) == 0;
        for (size_t j = 0; j < i; j++)
            assert_true(memcmp(a->x + 784 * i, a->x + 784 * j, 784 * sizeof(double)) != 0);
    }
    assert_true(equal <= 12); /* two draws of 200 from 11,982 share 3.3, deviation 1.8 */
    /* 6131 of 11,982 are threes: 102 of 200, deviation 7 */
    assert_true(minus >= 67 && minus <= 137);
    catapult_dataset_free(a);
    catapult_dataset_free(again);
    catapult_dataset_free(other);
}

#define IN_SANDBOX(test) cmocka_unit_test_setup_teardown(test, sandbox_open, sandbox_close)

/* $CATAPULT_DATA/mnist or $CATAPULT_DATA, or NULL: read before the tests change it. */
static char *whole_folder(void)
{
    static char folder[CATAPULT_SETTING_TEXT];
    static const char *const below[] = {"/mnist", ""};
    const char *data = getenv("CATAPULT_DATA");
    for (int i = 0; data && *data && i < 2; i++) {
        char file[CATAPULT_SETTING_TEXT + 40];
        snprintf(folder, sizeof folder, "%s%s", data, below[i]);
        snprintf(file, sizeof file, "%s/train-images-idx3-ubyte.gz", folder);
        if (access(file, R_OK) == 0)
            return folder;
    }
    return NULL;
}

int main(void)
{
    char *whole = whole_folder();
    const struct CMUnitTest tests[] = {
        IN_SANDBOX(test_csv),         IN_SANDBOX(test_draw),        IN_SANDBOX(test_csv_classes),
        IN_SANDBOX(test_csv_labels),  IN_SANDBOX(test_normalize),   IN_SANDBOX(test_csv_refused),
        IN_SANDBOX(test_csv_labels),  IN_SANDBOX(test_normalize),   IN_SANDBOX(test_csv_shapes),
        IN_SANDBOX(test_csv_labels),  IN_SANDBOX(test_normalize),   IN_SANDBOX(test_csv_targets),
        IN_SANDBOX(test_csv_labels),  IN_SANDBOX(test_normalize),   IN_SANDBOX(test_csv_second_file),
        IN_SANDBOX(test_csv_labels),  IN_SANDBOX(test_normalize),   IN_SANDBOX(test_csv_hints),
        IN_SANDBOX(test_csv_long),    IN_SANDBOX(test_cancel),      IN_SANDBOX(test_npy),
        IN_SANDBOX(test_npy_classes), IN_SANDBOX(test_npy_split),   IN_SANDBOX(test_npy_refused),
        IN_SANDBOX(test_npy_classes), IN_SANDBOX(test_npy_split),   IN_SANDBOX(test_npy_layout),
        IN_SANDBOX(test_piece),       IN_SANDBOX(test_idx),         IN_SANDBOX(test_places),
        IN_SANDBOX(test_idx_refused), IN_SANDBOX(test_mangled),     IN_SANDBOX(test_no_memory),
        cmocka_unit_test_prestate(test_whole, whole),
        cmocka_unit_test_prestate(test_whole_draw, whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
