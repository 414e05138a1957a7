SELECT event, report FROM told ORDER BY event, report
