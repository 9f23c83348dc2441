#include "bot/csv.hpp"

#include <catch2/catch.hpp>

using mostik::bot::csv_line;

TEST_CASE("a line of a table has its cells between commas and its own end") {
    CHECK(csv_line({"a", "b c", "ё"}) == "a,b c,ё\r\n");
    CHECK(csv_line({"", "", ""}) == ",,\r\n");
    CHECK(csv_line({"", "a"}) == ",a\r\n");
}

TEST_CASE("what would end a cell is quoted") {
    CHECK(csv_line({"a,b"}) == "\"a,b\"\r\n");
    CHECK(csv_line({"say \"hi\""}) == "\"say \"\"hi\"\"\"\r\n");
    CHECK(csv_line({"two\nlines", "two\r\nlines"}) == "\"two\nlines\",\"two\r\nlines\"\r\n");
}

TEST_CASE("nothing that somebody writes is a formula") {
    CHECK(csv_line({"=1+1", "+1", "-1", "@SUM(A1)"}) == "'=1+1,'+1,'-1,'@SUM(A1)\r\n");
    CHECK(csv_line({"\t=1", "\r=1"}) == "'\t=1,\"'\r=1\"\r\n");
    CHECK(csv_line({"=HYPERLINK(\"http://x\",\"y\")"}) == "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"\r\n");
    CHECK(csv_line({"a=1", "1-2", "a@b"}) == "a=1,1-2,a@b\r\n");
}
