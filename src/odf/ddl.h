/*
 * The column-list DDL of read steps (spec/odf-metadata.md 4.7, spec/read-formats.md 2.1), and
 * the ordinary SQL types that kamu lacks (read-formats 8.1).
 */
#ifndef KAMU_ODF_DDL_H
#define KAMU_ODF_DDL_H

#include "odf/event.h"

/* The strings are joined with ", " and read as the column list of a CREATE TABLE. KAMU_E_INPUT:
 * err->at.record = index of the string (from 1), .column = position in it (from 1), .field = column
 * name, .excerpt = the offending text. Columns are optional unless NOT NULL; as kamu has it, DATE
 * and DECIMAL are always required. An empty list is a schema without fields. */
kamu_code odf_ddl_parse(const struct str *items, uint32_t n, struct arena *arena,
                        struct odf_data_schema *out, struct kamu_error *err);

/* The schema that a read step declares, in ODF form: `schema`, else `ddlSchema` converted, else
 * *declared = false. */
kamu_code odf_read_step_declared(const struct odf_read_step *r, struct arena *arena,
                                 struct odf_data_schema *out, bool *declared,
                                 struct kamu_error *err);

#endif
