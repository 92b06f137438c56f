-- Questions to begin with. They run as written in both:
--   cd THIS_FOLDER && duckdb -init duckdb.sql       then  .read queries.sql
--   gongkai export THIS_FOLDER --format sqlite      then  sqlite3 gongkai.sqlite < queries.sql
-- plain_ relations are the same rows under column names that need no quotes.
-- Amounts ending in _fen are whole numbers (1 yuan = 100 fen), so that sums are exact.

-- 1. 各部门“三公”经费并排 · the three public expenses of all bodies, side by side (yuan)
SELECT entity, year, phase,
       total_fen / 100.0 AS total, abroad_fen / 100.0 AS abroad,
       vehicle_purchase_fen / 100.0 AS vehicle_purchase,
       vehicle_running_fen / 100.0 AS vehicle_running,
       reception_fen / 100.0 AS reception,
       file_name, page
FROM plain_views_sangong
ORDER BY year DESC NULLS LAST, total_fen DESC NULLS LAST, entity NULLS LAST, doc_id
LIMIT 50;

-- 2. 决算超过预算的“三公”经费 · where the final amount is above the budget printed beside it
SELECT entity, year, budget_total_fen / 100.0 AS budget, total_fen / 100.0 AS final,
       (total_fen - budget_total_fen) / 100.0 AS above, file_name, page
FROM plain_views_sangong
WHERE total_fen > budget_total_fen
ORDER BY total_fen - budget_total_fen DESC, doc_id;

-- 3. “三公”经费比上年 · the same body, one year and the year before
SELECT a.entity, b.year AS year_before, a.year, b.total_fen / 100.0 AS total_before,
       a.total_fen / 100.0 AS total, (a.total_fen - b.total_fen) / 100.0 AS change
FROM plain_views_sangong a
JOIN plain_views_sangong b
  ON b.entity = a.entity AND b.year = a.year - 1 AND b.phase = a.phase
WHERE a.total_fen IS NOT NULL AND b.total_fen IS NOT NULL
ORDER BY a.total_fen - b.total_fen DESC, a.entity, a.year, a.doc_id, b.doc_id;

-- 4. 按功能分类的支出 · expenditure by class of the functional classification
SELECT fiscal_year, code, MIN(label) AS label, COUNT(*) AS bodies,
       SUM(total_fen) / 100.0 AS total
FROM plain_views_spending_by_class
WHERE doc_kind = 'final' AND scope = 'department'
GROUP BY fiscal_year, code
ORDER BY fiscal_year DESC NULLS LAST, SUM(total_fen) DESC NULLS LAST, code;

-- 5. 每个部门支出最多的一类 · the class on which each body spends most, and its share
SELECT entity, fiscal_year, code, label, total_fen / 100.0 AS total,
       ROUND(100.0 * total_fen / all_fen, 1) AS percent
FROM (
  SELECT s.*, SUM(total_fen) OVER (PARTITION BY doc_id, entity) AS all_fen,
         ROW_NUMBER() OVER (PARTITION BY doc_id, entity
                            ORDER BY total_fen DESC NULLS LAST, code) AS place
  FROM plain_views_spending_by_class s
) ranked
WHERE place = 1 AND all_fen > 0
ORDER BY total_fen DESC NULLS LAST, doc_id, entity;

-- 6. 项目支出占比 · the share of projects in all expenditure, from the printed totals
SELECT entity, fiscal_year,
       MAX(CASE WHEN column_key = 'total' THEN amount_fen END) / 100.0 AS total,
       MAX(CASE WHEN column_key = 'project' THEN amount_fen END) / 100.0 AS project,
       ROUND(100.0 * MAX(CASE WHEN column_key = 'project' THEN amount_fen END)
             / MAX(CASE WHEN column_key = 'total' THEN amount_fen END), 1) AS percent,
       MIN(file_name) AS file_name, MIN(page) AS page
FROM plain_facts
WHERE table_key IN ('final.03', 'budget.03') AND level = 'total'
GROUP BY doc_id, table_id, entity, fiscal_year
HAVING MAX(CASE WHEN column_key = 'total' THEN amount_fen END) > 0
ORDER BY percent DESC NULLS LAST, doc_id, table_id;

-- 7. 疑点 · what does not agree, worst first
SELECT severity, rule, entity, fiscal_year, message_zh, difference, unit, blame, file_name, page
FROM views_findings
WHERE kind <> 'hint'
ORDER BY CASE severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, file_name, check_id
LIMIT 100;

-- 8. 金额最大的项目 · the largest projects, and how much of them was spent
SELECT entity, fiscal_year, project_name, amount_fen / 100.0 AS amount,
       executed_fen / 100.0 AS executed,
       CASE WHEN amount_fen > 0 THEN ROUND(100.0 * executed_fen / amount_fen, 1) END AS percent,
       self_score, file_name, page_from
FROM views_projects
WHERE amount_fen IS NOT NULL
ORDER BY amount_fen DESC, project_id
LIMIT 50;

-- 9. 没有量化指标的项目 · projects none of whose targets is a number
SELECT entity, fiscal_year, project_name, indicators, file_name, page_from
FROM views_projects
WHERE indicators > 0 AND quantified = 0
ORDER BY indicators DESC, project_id;

-- 10. 科目名称含“公安”的支出 · expenditure whose name holds a word
SELECT entity, fiscal_year, code, label, printed, unit_printed, amount_fen / 100.0 AS amount,
       file_name, page
FROM plain_facts
WHERE label LIKE '%公安%' AND column_key = 'total' AND amount_fen IS NOT NULL
ORDER BY amount_fen DESC, fact_id
LIMIT 50;

-- 11. 应与原页核对的数字 · numbers that should be compared with the page
SELECT file_name, page, table_key, label, column_path, printed, read_first, confidence
FROM plain_facts
WHERE method = 'ocr' AND confidence < 0.9 AND value_state IN ('number', 'zero')
ORDER BY confidence, fact_id
LIMIT 100;

-- 12. 未能完全读取的文件 · documents that were not read, or not wholly
SELECT file_name, status, status_reason, page_count, tables_found
FROM documents
WHERE status <> 'ok'
ORDER BY status, file_name, doc_id;

-- 13. 文字与表中数字不同 · amounts of the text that differ from the table by more than its digits
SELECT s.doc_id, s.subject, s.printed AS in_the_text, f.printed AS in_the_table,
       (s.amount_fen - f.amount_fen) / 100.0 AS difference, s.page AS page_of_text,
       f.page AS page_of_table
FROM statements s
JOIN plain_facts f ON f.fact_id = s.linked_fact_id
WHERE ABS(s.amount_fen - f.amount_fen) > 1000000
ORDER BY ABS(s.amount_fen - f.amount_fen) DESC, s.statement_id
LIMIT 50;

-- 14. 各表读到多少 · how many tables and numbers of each kind there are
SELECT table_key, COUNT(DISTINCT doc_id) AS documents, COUNT(DISTINCT table_id) AS tables,
       COUNT(*) AS cells, COUNT(amount_fen) AS amounts,
       SUM(CASE WHEN proofs > 0 THEN 1 ELSE 0 END) AS proved
FROM plain_facts
GROUP BY table_key
ORDER BY table_key;
