"""What programs put on the clipboard when somebody copies cells: text with tabs, and a table of HTML."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Copied:
    """The two forms of one copy; `html` "" where a program gives text alone."""

    text: str
    html: str = ""


TSV_FLOW = Copied("ลำดับ\tขั้นตอน\tหน่วยงาน\n1\tยื่นคำขอ\tผู้ยื่นคำขอ\n2\tตรวจคำขอ\tกลุ่มโรงงาน\n")

#: Excel: the fragment between its comments, styles in the head, cells broken over lines of the source, a line end in a
#: cell as `mso-data-placement`.
EXCEL_FLOW = Copied(
    "ลำดับ\tขั้นตอน\tหน่วยงาน\tวิธีดำเนินการ\tผู้รับผิดชอบ\r\n"
    '1\t"ยื่นคำขอ\nพร้อมเอกสาร"\tผู้ยื่นคำขอ\tอิเล็กทรอนิกส์\tนาย ก\r\n'
    "2\tตรวจคำขอ\tกลุ่มโรงงาน\tเอกสาร\tนาย ข\r\n"
    "3\tแจ้งผล\tกลุ่มโรงงาน\tแฟกซ์\tนาย ค\r\n",
    """<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:excel"
xmlns="http://www.w3.org/TR/REC-html40"><head><meta http-equiv=Content-Type content="text/html; charset=utf-8">
<meta name=ProgId content=Excel.Sheet><style><!--table {mso-displayed-decimal-separator:"\\.";}
.xl65 {white-space:normal;}--></style></head><body link="#0563C1" vlink="#954F72">
<table border=0 cellpadding=0 cellspacing=0 width=480 style='border-collapse:collapse;width:360pt'>
<!--StartFragment-->
 <col width=96 span=5 style='width:72pt'>
 <tr height=20 style='height:15.0pt'><td height=20 width=96>ลำดับ</td><td width=96>ขั้นตอน</td>
  <td width=96>หน่วยงาน</td><td>วิธีดำเนินการ</td><td>ผู้รับผิดชอบ</td></tr>
 <tr height=40><td height=40 align=right>1</td><td class=xl65 width=96>ยื่นคำขอ<br>
    พร้อมเอกสาร</td><td>ผู้ยื่นคำขอ</td><td>อิเล็กทรอนิกส์</td><td>นาย<span
  style='mso-spacerun:yes'> </span>ก</td></tr>
 <tr height=20><td height=20 align=right>2</td><td>ตรวจคำขอ</td><td>กลุ่มโรงงาน</td><td>เอกสาร</td><td>นาย ข</td></tr>
 <tr height=20><td height=20 align=right>3</td><td>แจ้งผล</td><td>กลุ่มโรงงาน</td><td>แฟกซ์</td><td>นาย ค</td></tr>
<!--EndFragment-->
</table></body></html>""",
)

#: LibreOffice Calc: fonts inside of cells, a system's name merged over its two lines, headings on two levels.
LIBREOFFICE_SYSTEMS = Copied(
    "ลำดับ\tชื่อระบบ (System Name)\tการแลกเปลี่ยนข้อมูลกับหน่วยงานอื่น\t\n",
    """<!DOCTYPE html><html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"/><title></title>
<meta name="generator" content="LibreOffice 24.2 (Linux)"/><style type="text/css">body,div,table {font-size:x-small}
</style></head><body><table cellspacing="0" border="0"><colgroup span="4" width="85"></colgroup>
<tr><td rowspan=2 height="34" align="left">ลำดับ</td><td rowspan=2>
<b><font face="Sarabun" size=3>ชื่อระบบ (System Name)</font></b></td>
<td colspan=2 align="center">การแลกเปลี่ยนข้อมูลกับหน่วยงานอื่น</td></tr>
<tr><td>ข้อมูลที่แลกเปลี่ยนกับภายนอกหน่วยงาน (Exchanged Data)</td><td>หน่วยงานภายนอกที่แลกเปลี่ยนข้อมูล (External Org Unit)</td></tr>
<tr><td rowspan=2 align="right" sdval="1" sdnum="1033;">1</td>
<td rowspan=2>ระบบใบอนุญาต</td><td>ชื่อผู้ประกอบการ</td><td>กรมโรงงานอุตสาหกรรม</td></tr>
<tr><td>เลขที่ใบอนุญาต</td><td>กรมธุรกิจพลังงาน</td></tr>
<tr><td align="right" sdval="2" sdnum="1033;">2</td><td>ระบบการเงิน</td><td>เลขบัญชี</td><td>กรมบัญชีกลาง</td></tr>
</table></body></html>""",
)

#: Google Sheets: a marker element, a style, spans for line ends.
SHEETS_COLUMN = Copied(
    'ชื่อ นามสกุล\n"เลขประจำตัว\nประชาชน"\nที่อยู่',
    """<meta charset='utf-8'><google-sheets-html-origin><style type="text/css"><!--
td {border: 1px solid #cccccc;}--></style>
<table xmlns="http://www.w3.org/1999/xhtml" cellspacing="0" dir="ltr" border="1" data-sheets-root="1"><colgroup>
<col width="100"/></colgroup><tbody><tr style="height:21px;"><td>ชื่อ นามสกุล</td></tr>
<tr><td>เลขประจำตัว<br/>ประชาชน</td></tr>
<tr><td>ที่อยู่</td></tr></tbody></table>""",
)
