-- A capture is written once: 16 hex digits over its columns tell whether somebody changed it.
-- Captures of before have none.
ALTER TABLE captures ADD COLUMN seal TEXT;

-- `gone` is a file that the server says is no more. A robots.txt, a page of a list or of a
-- disclosure that is not there is `absent`, a file that no page links to any more `vanished`.
UPDATE captures SET state = 'vanished'
WHERE state = 'gone' AND json_extract(headers, '$.state') = 'vanished';
UPDATE captures SET state = 'absent'
WHERE state = 'gone' AND json_extract(headers, '$.role') IN ('robots', 'list', 'article');
