<?php
// Reads calendars with sabre/vobject: JSON in; UID, SUMMARY and DTSTART of what is in each out.
require_once '/usr/share/php/Sabre/VObject/includes.php';

$asked = json_decode(stream_get_contents(STDIN), true);
// Version 2 leaves a text's escapes (RFC 5545 section 3.3.11) to who asks.
$escapes = ['\\\\' => '\\', '\\,' => ',', '\\;' => ';', '\\n' => "\n"];
$found = [];
foreach ($asked['calendars'] as $text) {
    $rows = [];
    $calendar = Sabre\VObject\Reader::read($text);
    foreach (array_merge($calendar->select('VEVENT'), $calendar->select('VFREEBUSY')) as $part) {
        $start = $part->DTSTART->getDateTime();
        $moment = gmdate('Y-m-d\TH:i:s+00:00', $start->getTimestamp());
        $rows[] = [
            (string) $part->UID,
            strtr((string) $part->SUMMARY, Sabre\VObject\Version::VERSION < '3' ? $escapes : []),
            $part->DTSTART->hasTime() ? $moment : $start->format('Y-m-d'),
        ];
    }
    $found[] = $rows;
}
echo json_encode($found);
